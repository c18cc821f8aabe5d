import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import type { Leaderboard } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { nameOf } from "../model/names";
import classes from "./WinMatrix.module.css";

/** How often each generator won over each other: the share, then wins, ties and losses. */
export function WinMatrix({ board: { generators, matrix } }: { board: Leaderboard }) {
  const cells = new Map(matrix.map((cell) => [`${cell.id} ${cell.against}`, cell]));
  return (
    <Table className={classes.table ?? ""} aria-label={t`Win matrix`} highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Won by</Trans>
          </Table.Th>
          {generators.map((row) => (
            <Table.Th key={row.id} ta="center">
              {nameOf(row)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {generators.map((row) => (
          <Table.Tr key={row.id}>
            <Table.Th scope="row" fw={500}>
              {nameOf(row)}
            </Table.Th>
            {generators.map((column) => {
              const cell = cells.get(`${row.id} ${column.id}`);
              return <Cell key={column.id} {...(cell && { cell })} />;
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Cell({ cell }: { cell?: Leaderboard["matrix"][number] }) {
  if (!cell) return <Table.Td className={classes.cell ?? ""}>–</Table.Td>;
  const { wins, ties, losses } = cell;
  const share = (wins + ties / 2) / (wins + ties + losses);
  const shade = Math.round(Math.abs(share - 0.5) * 70);
  const colour = share > 0.5 ? "var(--pl-accent)" : "var(--pl-brass)";
  return (
    <Table.Td
      className={classes.cell ?? ""}
      style={{ background: `color-mix(in srgb, ${colour} ${shade}%, transparent)` }}
    >
      {percent(share)}
      <span className={classes.count}>
        {wins} – {ties} – {losses}
      </span>
    </Table.Td>
  );
}
