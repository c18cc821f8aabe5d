import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
          <Table.Th ta="end">{valueHeading}</Table.Th>
          <Table.Th visibleFrom="sm" w="36%">
            <Trans>
              From {format(domain[0])} to {format(domain[1])}
            </Trans>
          </Table.Th>
          <Table.Th ta="end">
            <Trans>95 % interval</Trans>
          </Table.Th>
          {noteHeading && <Table.Th ta="end">{noteHeading}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, name, note, ...interval }) => (
          <Table.Tr key={key}>
            <Table.Th scope="row" fw={500}>
              {name}
            </Table.Th>
            <Table.Td ta="end" fw={600} style={{ whiteSpace: "nowrap" }}>
              {format(interval.value)}
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <IntervalBar
                interval={interval}
                domain={domain}
                {...(reference !== undefined && { reference })}
              />
            </Table.Td>
            <Table.Td ta="end">
              <Text span size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                {interval.low === null
                  ? t`not defined`
                  : t`${format(interval.low)} to ${format(interval.high)}`}
              </Text>
            </Table.Td>
            {noteHeading && (
              <Table.Td ta="end" c="dimmed" fz="sm">
                {note}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
