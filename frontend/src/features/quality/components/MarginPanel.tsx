import { t } from "@lingui/core/macro";
import type { Breakdown } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { decimal, percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalChart } from "@/shared/ui/IntervalChart";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";

type Margins = Breakdown["margins"];

const nameOf = ({ from_margin, to_margin }: Margins[number]) =>
  to_margin === null ? t`over ${decimal(from_margin, 0)}` : `${from_margin}–${to_margin}`;

/** Whether the model is right the oftener the surer it is, and as often as it ought to be. */
export function MarginPanel({ margins }: { margins: Margins }) {
  const points = margins.map((margin) => ({
    label: nameOf(margin),
    value: margin.accuracy,
    low: margin.low,
    high: margin.high,
    expected: margin.expected,
  }));
  return (
    <Panel
      title={t`Accuracy by margin`}
      hint={t`The margin is how far apart the model put the two responses, in log-odds. Answers on the random share that chose a side.`}
      flush
    >
      {points.length === 0 ? (
        <EmptyState title={t`Nothing predicted on the random share yet`} order={3} />
      ) : (
        <>
          <div style={{ padding: "0 20px" }}>
            <IntervalChart
              points={points}
              summary={t`Accuracy in ${points.length} classes of margin, beside what the model expected.`}
              format={(value) => percent(value)}
              domain={[Math.min(0.4, ...points.map(({ low }) => low)), 1]}
              reference={{ value: 0.5, name: t`Chance` }}
              legend={{ measured: t`Share right`, expected: t`What the model expected` }}
            />
          </div>
          <IntervalTable
            caption={t`Accuracy by margin`}
            nameHeading={t`Margin`}
            valueHeading={t`Right`}
            noteHeading={t`Expected, rests on`}
            rows={margins.map((margin) => ({
              key: nameOf(margin),
              name: nameOf(margin),
              value: margin.accuracy,
              low: margin.low,
              high: margin.high,
              note: t`${percent(margin.expected)}, ${countedAnswers(margin.n)}`,
            }))}
            domain={[0, 1]}
            reference={0.5}
            format={(value) => percent(value)}
          />
        </>
      )}
    </Panel>
  );
}
