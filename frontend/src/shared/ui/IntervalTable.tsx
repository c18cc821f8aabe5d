import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { IntervalBar, type Interval } from "./IntervalBar";

export interface IntervalRow extends Interval {
  key: string;
  name: ReactNode;
  /** How much it rests on, or what else is to be said of it. */
  note?: ReactNode;
}

interface Props {
  /** What the table is about, for those who hear it. */
  caption: string;
  nameHeading: string;
  valueHeading: string;
  noteHeading?: string;
  rows: IntervalRow[];
  domain: [number, number];
  reference?: number;
  format: (value: number | null) => string;
}

/** Figures with their intervals, as text and on one scale. */
export function IntervalTable(props: Props) {
  const { caption, nameHeading, valueHeading, noteHeading, rows, domain, reference, format } =
    props;
  return (
    <Table aria-label={caption} miw={{ sm: 560 }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{nameHeading}</Table.Th>
          <Table.Th ta="right">{valueHeading}</Table.Th>
          <Table.Th visibleFrom="sm" w="36%">
            From {format(domain[0])} to {format(domain[1])}
          </Table.Th>
          <Table.Th ta="right">95 % interval</Table.Th>
          {noteHeading && <Table.Th ta="right">{noteHeading}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, name, note, ...interval }) => (
          <Table.Tr key={key}>
            <Table.Th scope="row" fw={500}>
              {name}
            </Table.Th>
            <Table.Td ta="right" fw={600} style={{ whiteSpace: "nowrap" }}>
              {format(interval.value)}
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <IntervalBar
                interval={interval}
                domain={domain}
                {...(reference !== undefined && { reference })}
              />
            </Table.Td>
            <Table.Td ta="right">
              <Text span size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {interval.low === null
                  ? "not defined"
                  : `${format(interval.low)} to ${format(interval.high)}`}
              </Text>
            </Table.Td>
            {noteHeading && (
              <Table.Td ta="right" c="dimmed" fz="sm">
                {note}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
