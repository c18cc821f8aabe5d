import type { Breakdown } from "@/api/types";
import { counted, percent } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";

const ROWS: { key: keyof Breakdown["length"]; name: string }[] = [
  { key: "people", name: "People choose the longer" },
  { key: "model", name: "The model expects the longer" },
  { key: "right_where_longer_won", name: "Right where the longer was chosen" },
  { key: "right_where_shorter_won", name: "Right where the shorter was chosen" },
];

/** Whether the model leans to long responses more than people do. */
export function LengthPanel({ length }: { length: Breakdown["length"] }) {
  if (length.people.n === 0) return null;
  return (
    <Panel
      title="Length"
      hint="Answers on the random share that chose between responses of different length. A model that expects the longer more often than people choose it has learned length instead of quality."
      flush
    >
      <IntervalTable
        caption="Length bias"
        nameHeading="What"
        valueHeading="Share"
        noteHeading="Rests on"
        rows={ROWS.map(({ key, name }) => ({
          key,
          name,
          note: counted(length[key].n, "answer"),
          ...length[key],
        }))}
        domain={[0, 1]}
        reference={0.5}
        format={(value) => percent(value)}
      />
    </Panel>
  );
}
