import { t } from "@lingui/core/macro";
import { Select, SegmentedControl, Group } from "@mantine/core";
import { useState } from "react";
import type { AnswerSource, Leaderboard } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { decimal, lowerCase } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { nameOf, valueName, wayName, waysIn } from "../model/names";
import { around } from "../model/scale";
import { CsvLink } from "./CsvLink";

interface Props {
  slug: string;
  source: AnswerSource;
  board: Leaderboard;
}

/** The leaderboard of one domain or one depth, where there are enough answers for one. */
export function BoardSlices({ slug, source, board: { generators, slices } }: Props) {
  const ways = waysIn(slices);
  const [chosenWay, setWay] = useState(ways[0]);
  const [chosen, setChosen] = useState<string | null>(null);
  const way = chosenWay ?? ways[0];
  if (!way) return null;
  const boards = slices.filter(({ by }) => by === way);
  const board = boards.find(({ value }) => value === chosen) ?? boards[0];
  if (!board) return null;
  const names = new Map(generators.map((row) => [row.id, nameOf(row)]));
  const rows = board.generators.map(({ id, strength }) => ({
    key: id,
    name: names.get(id) ?? t`Generator ${id}`,
    ...strength,
  }));
  return (
    <Panel
      title={t`Leaderboard by ${lowerCase(wayName(way))}`}
      hint={t`${countedAnswers(board.answers)}. Boards are made of 20 answers and more.`}
      actions={
        <Group gap="sm">
          {ways.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label={t`Split by`}
              data={ways.map((value) => ({ value, label: wayName(value) }))}
              value={way}
              onChange={(value) => setWay(value)}
            />
          )}
          <Select
            size="xs"
            w={240}
            aria-label={wayName(way)}
            data={boards.map(({ value }) => ({ value, label: valueName(way, value) }))}
            value={board.value}
            allowDeselect={false}
            onChange={setChosen}
          />
          <CsvLink slug={slug} metric="generators" part="slices" source={source} />
        </Group>
      }
      flush
    >
      <IntervalTable
        caption={t`Leaderboard: ${valueName(way, board.value)}`}
        nameHeading={t`Generator`}
        valueHeading={t`Strength`}
        rows={rows}
        domain={around(rows)}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </Panel>
  );
}
