import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { LiveHead } from "@/api/types";
import { countedResponses } from "@/shared/lib/counts";
import { count, fromNow } from "@/shared/lib/format";
import { liveHeadQuery } from "@/shared/model/liveHeadQuery";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Figure, Figures } from "@/shared/ui/Figure";
import { RowsLoading } from "@/shared/ui/Loading";
import { useProgress } from "../api/overview";

/** The loop at a glance: what people said, what is asked, what the model has learned. */
export function LoopFigures({ slug }: { slug: string }) {
  const { data: progress, error } = useProgress(slug);
  const { data: head, error: headError } = useQuery(liveHeadQuery(slug));
  if (error ?? headError) return <ErrorNotice error={error ?? headError} />;
  if (!progress || !head) return <RowsLoading rows={2} />;
  const flagged = progress.comparisons_flagged ?? 0;
  return (
    <Figures>
      <Figure
        label={t`Answers`}
        value={count(progress.answers)}
        hint={t`${count(progress.imported_preferences)} more imported`}
      />
      <Figure
        label={t`Open comparisons`}
        value={count(progress.open)}
        hint={
          flagged > 0 ? (
            <Anchor component={Link} to="comparisons" inherit>
              <Trans>{count(flagged)} flagged</Trans>
            </Anchor>
          ) : (
            t`${count(progress.leased_by_others)} with others now`
          )
        }
      />
      <Figure
        label={t`Prompts and responses`}
        value={count(progress.prompts)}
        hint={countedResponses(progress.responses ?? 0)}
      />
      <Figure label={t`Live head`} value={t`Step ${count(head.step)}`} hint={headHint(head)} />
      <Figure
        label={t`Scorer`}
        value={head.scorer_alive ? t`Alive` : t`Not running`}
        hint={head.scorer_alive ? versionName(head) : t`Labelling goes on from the last priorities`}
      />
    </Figures>
  );
}

const versionName = ({ version }: LiveHead) =>
  version === null ? t`No version yet` : t`Version ${version}`;

function headHint({ pending, published_at }: LiveHead): string {
  if (pending > 0)
    return plural(pending, { one: "# answer on the way", other: "# answers on the way" });
  return published_at ? t`Published ${fromNow(published_at)}` : t`Nothing learned yet`;
}
