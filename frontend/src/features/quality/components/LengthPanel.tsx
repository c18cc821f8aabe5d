import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import type { Breakdown } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { percent } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";

const ROWS: { key: keyof Breakdown["length"]; name: MessageDescriptor }[] = [
  { key: "people", name: msg`People choose the longer` },
  { key: "model", name: msg`The model expects the longer` },
  { key: "right_where_longer_won", name: msg`Right where the longer was chosen` },
  { key: "right_where_shorter_won", name: msg`Right where the shorter was chosen` },
];

/** Whether the model leans to long responses more than people do. */
export function LengthPanel({ length }: { length: Breakdown["length"] }) {
  if (length.people.n === 0) return null;
  return (
    <Panel
      title={t`Length`}
      hint={t`Answers on the random share that chose between responses of different length. A model that expects the longer more often than people choose it has learned length instead of quality.`}
      flush
    >
      <IntervalTable
        caption={t`Length bias`}
        nameHeading={t`What`}
        valueHeading={t`Share`}
        noteHeading={t`Rests on`}
        rows={ROWS.map(({ key, name }) => ({
          key,
          name: i18n._(name),
          note: countedAnswers(length[key].n),
          ...length[key],
        }))}
        domain={[0, 1]}
        reference={0.5}
        format={(value) => percent(value)}
      />
    </Panel>
  );
}
