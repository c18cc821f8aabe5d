import { Group, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Agreement } from "@/api/types";
import { counted, decimal } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { valueName, wayName, waysIn } from "../model/names";

type Slices = Agreement["slices"];
type Measure = "raw" | "cohen" | "fleiss" | "alpha_nominal" | "alpha_ordinal";

const MEASURES: { value: Measure; label: string }[] = [
  { value: "raw", label: "Raw" },
  { value: "cohen", label: "Cohen" },
  { value: "fleiss", label: "Fleiss" },
  { value: "alpha_nominal", label: "Alpha" },
  { value: "alpha_ordinal", label: "Alpha, ordinal" },
];

/** One measure of agreement by what the comparisons are about and how they were chosen. */
export function AgreementSlices({ slices }: { slices: Slices }) {
  const ways = [...waysIn(slices), "time" as const];
  const [way, setWay] = useState(ways[0] ?? "time");
  const [measure, setMeasure] = useState<Measure>("alpha_ordinal");
  const rows = slices
    .filter(({ by }) => by === way)
    .map((slice) => ({
      key: slice.value,
      name: valueName(way, slice.value),
      note: counted(slice.pairs, "pair"),
      ...slice[measure],
    }));
  return (
    <Panel
      title="Where people agree"
      hint="Hard comparisons lower it: compare streams before you compare months."
      actions={
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label="Measure"
            data={MEASURES}
            value={measure}
            onChange={(value) => setMeasure(value)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Split by"
            data={ways.map((value) => ({ value, label: wayName(value) }))}
            value={way}
            onChange={(value) => setWay(value)}
          />
        </Group>
      }
      flush
    >
      <IntervalTable
        caption={`Agreement by ${wayName(way).toLowerCase()}`}
        nameHeading={wayName(way)}
        valueHeading="Figure"
        noteHeading="Rests on"
        rows={rows}
        domain={[-0.4, 1]}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </Panel>
  );
}
