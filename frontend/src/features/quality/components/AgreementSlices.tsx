import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Group, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Agreement } from "@/api/types";
import { translated } from "@/shared/locale/translated";
import { countedPairs } from "@/shared/lib/counts";
import { decimal, lowerCase } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { useRuleName } from "@/shared/project/choices";
import { valueName, wayName, waysIn } from "../model/names";

type Slices = Agreement["slices"];
type Measure = "raw" | "cohen" | "fleiss" | "alpha_nominal" | "alpha_ordinal";

const MEASURES: { value: Measure; label: MessageDescriptor }[] = [
  { value: "raw", label: msg`Raw` },
  { value: "cohen", label: msg`Cohen` },
  { value: "fleiss", label: msg`Fleiss` },
  { value: "alpha_nominal", label: msg`Alpha` },
  { value: "alpha_ordinal", label: msg`Alpha, ordinal` },
];

/** One measure of agreement by what the comparisons are about and how they were chosen. */
export function AgreementSlices({ slices }: { slices: Slices }) {
  const ruleName = useRuleName();
  const ways = [...waysIn(slices), "time" as const];
  const [way, setWay] = useState(ways[0] ?? "time");
  const [measure, setMeasure] = useState<Measure>("alpha_ordinal");
  const rows = slices
    .filter(({ by }) => by === way)
    .map((slice) => ({
      key: slice.value,
      name: valueName(way, slice.value, ruleName),
      note: countedPairs(slice.pairs),
      ...slice[measure],
    }));
  return (
    <Panel
      title={t`Where people agree`}
      hint={t`Hard comparisons lower agreement: compare streams before you compare months.`}
      actions={
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t`Measure`}
            data={translated(MEASURES)}
            value={measure}
            onChange={(value) => setMeasure(value)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t`Split by`}
            data={ways.map((value) => ({ value, label: wayName(value) }))}
            value={way}
            onChange={(value) => setWay(value)}
          />
        </Group>
      }
      flush
    >
      <IntervalTable
        caption={t`Agreement by ${lowerCase(wayName(way))}`}
        nameHeading={wayName(way)}
        valueHeading={t`Figure`}
        noteHeading={t`Rests on`}
        rows={rows}
        domain={[-0.4, 1]}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </Panel>
  );
}
