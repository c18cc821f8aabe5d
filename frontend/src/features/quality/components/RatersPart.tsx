import { t } from "@lingui/core/macro";
import type { AnswerSource } from "@/api/types";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { useRaters } from "../api/metrics";
import { CsvLink } from "./CsvLink";
import { Loaded } from "./Loaded";
import { RaterEffects } from "./RaterEffects";
import { RaterHabits } from "./RaterHabits";

interface Props {
  slug: string;
  source: AnswerSource;
}

export function RatersPart({ slug, source }: Props) {
  const query = useRaters(slug, source);
  return (
    <Loaded query={query}>
      {({ raters }) =>
        raters.length === 0 ? (
          <Panel>
            <EmptyState title={t`No raters yet`} order={2}>
              {source === "people"
                ? t`The first rater appears with the first answer given here.`
                : t`Imported answers whose file names a rater are counted here.`}
            </EmptyState>
          </Panel>
        ) : (
          <>
            <Panel
              title={t`Habits`}
              hint={t`People appear under the pseudonyms that exports give them. A mark needs at least 20 answers, and more than chance would explain.`}
              actions={<CsvLink slug={slug} metric="raters" source={source} />}
              flush
            >
              <RaterHabits raters={raters} />
            </Panel>
            <RaterEffects raters={raters} />
          </>
        )
      }
    </Loaded>
  );
}
