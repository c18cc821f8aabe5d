import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Rater } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { decimal } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { around } from "../model/scale";

/** What the model's likelihood has learned of each rater. */
export function RaterEffects({ raters }: { raters: Rater[] }) {
  const rows = (of: "reliability" | "side_bias") =>
    raters.flatMap(({ rater, answers, [of]: figure }) =>
      figure ? [{ key: rater, name: rater, note: countedAnswers(answers), ...figure }] : [],
    );
  const reliability = rows("reliability");
  const bias = rows("side_bias");
  if (reliability.length === 0) {
    return (
      <Panel title={t`Reliability and side bias`}>
        <EmptyState title={t`Not learned yet`} order={3}>
          <Trans>
            They are found at every refit of the live head: the first comes after 200 answers
            learned, or with a new version.
          </Trans>
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <Panel
        title={t`Reliability`}
        hint={t`Times the typical rater's: how strongly a difference in reward moves the answers. The model weighs answers by it.`}
        flush
      >
        <IntervalTable
          caption={t`Reliability of raters`}
          nameHeading={t`Rater`}
          valueHeading={t`Reliability`}
          noteHeading={t`Rests on`}
          rows={reliability}
          domain={[0, Math.max(2, around(reliability)[1])]}
          reference={1}
          format={(value) => decimal(value, 2)}
        />
      </Panel>
      <Panel
        title={t`Side bias`}
        hint={t`In units of reward, beside what all have in common; positive for what is shown first.`}
        flush
      >
        <IntervalTable
          caption={t`Side bias of raters`}
          nameHeading={t`Rater`}
          valueHeading={t`Bias`}
          noteHeading={t`Rests on`}
          rows={bias}
          domain={around(bias)}
          reference={0}
          format={(value) => decimal(value, 2)}
        />
      </Panel>
    </>
  );
}
