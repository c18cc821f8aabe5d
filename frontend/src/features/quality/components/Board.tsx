import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import type { Leaderboard } from "@/api/types";
import { count, counted, decimal, percent } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { around } from "../model/scale";

type Generators = Leaderboard["generators"];
type Which = "strength" | "at_equal_length";

const WHICH: { value: Which; label: string }[] = [
  { value: "strength", label: "As answered" },
  { value: "at_equal_length", label: "At equal length" },
];

/** Strengths of the generators, plain or with length taken out. */
export function Board({ generators }: { generators: Generators }) {
  const [which, setWhich] = useState<Which>("strength");
  const parted = generators.some(({ part }) => part !== generators[0]?.part);
  const rows = generators
    .map((row) => ({
      key: String(row.id),
      name: (
        <>
          {row.generator}
          <Text size="xs" c="dimmed">
            {rank(row)}
            {parted && `, group ${row.part + 1}`}
          </Text>
        </>
      ),
      note: `${percent(row.win_rate.value)} of ${count(row.win_rate.n)} won, ${counted(Math.round(row.mean_length), "character")}`,
      ...row[which],
    }))
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  return (
    <>
      <div style={{ padding: "0 20px 4px" }}>
        <SegmentedControl
          size="xs"
          aria-label="Lengths"
          data={WHICH}
          value={which}
          onChange={(value) => setWhich(value)}
        />
        {parted && (
          <Text size="sm" c="dimmed" mt={6}>
            Generators of different groups never met, even through others: do not compare them.
          </Text>
        )}
      </div>
      <IntervalTable
        caption="Leaderboard of generators"
        nameHeading="Generator"
        valueHeading="Strength"
        noteHeading="Won, mean length"
        rows={rows}
        domain={around(rows)}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </>
  );
}

function rank({ rank_best, rank_worst }: Generators[number]): string {
  return rank_best === rank_worst ? `Rank ${rank_best}` : `Rank ${rank_best} to ${rank_worst}`;
}
