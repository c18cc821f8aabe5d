import { Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import type { CountedShare, Rater } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { ANOMALIES } from "../model/names";

const SHARES: {
  key: "agreement" | "repeats" | "gold" | "first_shown" | "longer" | "ties" | "fast";
  name: string;
}[] = [
  { key: "agreement", name: "Agrees with others" },
  { key: "repeats", name: "Agrees with self" },
  { key: "gold", name: "Right on gold" },
  { key: "first_shown", name: "Chose the first shown" },
  { key: "longer", name: "Chose the longer" },
  { key: "ties", name: "Ties" },
  { key: "fast", name: "Too fast to read" },
];

/** What each rater's answers show by themselves. */
export function RaterHabits({ raters }: { raters: Rater[] }) {
  // A column that nobody has a figure in says nothing.
  const shares = SHARES.filter(({ key }) => raters.some((rater) => rater[key].value !== null));
  return (
    <Table miw={820} aria-label="Habits of raters">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Rater</Table.Th>
          <Table.Th ta="right">Answers</Table.Th>
          <Table.Th ta="right">Median time</Table.Th>
          {shares.map(({ key, name }) => (
            <Table.Th key={key} ta="right">
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {raters.map((rater) => (
          <Table.Tr key={rater.rater}>
            <Table.Th scope="row" fw={500}>
              <Text span ff="monospace" size="sm" style={{ whiteSpace: "nowrap" }}>
                {rater.rater}
              </Text>
              {rater.mine && (
                <Text span size="xs" c="dimmed">
                  {" "}
                  (you)
                </Text>
              )}
              <Anomalies anomalies={rater.anomalies} />
            </Table.Th>
            <Table.Td ta="right">{count(rater.answers)}</Table.Td>
            <Table.Td ta="right">
              {rater.median_seconds === null ? "–" : `${decimal(rater.median_seconds, 1)} s`}
            </Table.Td>
            {shares.map(({ key }) => (
              <Table.Td key={key} ta="right">
                <Share share={rater[key]} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Share({ share: { value, low, high, n } }: { share: CountedShare }) {
  if (value === null) return "–";
  return (
    <>
      {percent(value)}
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }} title={`of ${count(n)}`}>
        {percent(low).replace(" %", "")}–{percent(high)}
      </Text>
    </>
  );
}

function Anomalies({ anomalies }: Pick<Rater, "anomalies">) {
  if (anomalies.length === 0) return null;
  return (
    <Group gap={6} mt={4} wrap="nowrap">
      {anomalies.map((anomaly) => (
        <Tooltip key={anomaly} label={ANOMALIES[anomaly].why} multiline maw={280}>
          <Badge color="orange" variant="light" tabIndex={0}>
            {ANOMALIES[anomaly].name}
          </Badge>
        </Tooltip>
      ))}
    </Group>
  );
}
