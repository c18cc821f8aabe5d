import type { Breakdown } from "@/api/types";
import { counted, decimal, percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalChart } from "@/shared/ui/IntervalChart";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";

type Margins = Breakdown["margins"];

const nameOf = ({ from_margin, to_margin }: Margins[number]) =>
  to_margin === null ? `over ${decimal(from_margin, 0)}` : `${from_margin}–${to_margin}`;

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
      title="Accuracy by margin"
      hint="The margin is how far apart the model put the two responses, in log-odds. Answers on the random share that chose a side."
      flush
    >
      {points.length === 0 ? (
        <EmptyState title="Nothing foretold on the random share yet" order={3} />
      ) : (
        <>
          <div style={{ padding: "0 20px" }}>
            <IntervalChart
              points={points}
              summary={`Accuracy in ${points.length} classes of margin, beside what the model expected.`}
              format={(value) => percent(value)}
              domain={[Math.min(0.4, ...points.map(({ low }) => low)), 1]}
              reference={{ value: 0.5, name: "Chance" }}
              legend={{ measured: "Share right", expected: "What the model expected" }}
            />
          </div>
          <IntervalTable
            caption="Accuracy by margin"
            nameHeading="Margin"
            valueHeading="Right"
            noteHeading="Expected, rests on"
            rows={margins.map((margin) => ({
              key: nameOf(margin),
              name: nameOf(margin),
              value: margin.accuracy,
              low: margin.low,
              high: margin.high,
              note: `${percent(margin.expected)}, ${counted(margin.n, "answer")}`,
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
