import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import type { Leaderboard } from "@/api/types";
import { translated } from "@/shared/locale/translated";
import { count, decimal, percent } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { nameOf } from "../model/names";
import { around } from "../model/scale";

type Generators = Leaderboard["generators"];
type Which = "strength" | "at_equal_length";

const WHICH: { value: Which; label: MessageDescriptor }[] = [
  { value: "strength", label: msg`As answered` },
  { value: "at_equal_length", label: msg`At equal length` },
];

/** Strengths of the generators, plain or with length taken out. */
export function Board({ generators }: { generators: Generators }) {
  const [which, setWhich] = useState<Which>("strength");
  const parted = generators.some(({ part }) => part !== generators[0]?.part);
  const rows = generators
    .map((row) => ({
      key: row.id,
      name: (
        <>
          {nameOf(row)}
          <Text size="xs" c="dimmed">
            {parted ? t`${rank(row)}, group ${row.part + 1}` : rank(row)}
          </Text>
        </>
      ),
      note: t`${percent(row.win_rate.value)} of ${count(row.win_rate.n)} won, ${charactersIn(Math.round(row.mean_length))}`,
      ...row[which],
    }))
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  return (
    <>
      <div style={{ padding: "0 20px 4px" }}>
        <SegmentedControl
          size="xs"
          aria-label={t`Lengths`}
          data={translated(WHICH)}
          value={which}
          onChange={(value) => setWhich(value)}
        />
        {parted && (
          <Text size="sm" c="dimmed" mt={6}>
            <Trans>
              Generators of different groups never met, even through others: do not compare them.
            </Trans>
          </Text>
        )}
      </div>
      <IntervalTable
        caption={t`Leaderboard of generators`}
        nameHeading={t`Generator`}
        valueHeading={t`Strength`}
        noteHeading={t`Won, mean length`}
        rows={rows}
        domain={around(rows)}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </>
  );
}

const charactersIn = (length: number) =>
  plural(length, { one: "# character", other: "# characters" });

function rank({ rank_best, rank_worst }: Generators[number]): string {
  return rank_best === rank_worst ? t`Rank ${rank_best}` : t`Rank ${rank_best} to ${rank_worst}`;
}
