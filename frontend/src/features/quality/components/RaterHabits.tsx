import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import type { CountedShare, Rater } from "@/api/types";
import { count, decimal, percent, percentRange } from "@/shared/lib/format";
import { ANOMALIES } from "../model/names";

const SHARES: {
  key: "agreement" | "repeats" | "gold" | "first_shown" | "longer" | "ties" | "fast";
  name: MessageDescriptor;
}[] = [
  { key: "agreement", name: msg`Agrees with others` },
  { key: "repeats", name: msg`Agrees with self` },
  { key: "gold", name: msg`Right on gold` },
  { key: "first_shown", name: msg`Chose the first shown` },
  { key: "longer", name: msg`Chose the longer` },
  { key: "ties", name: msg`Ties` },
  { key: "fast", name: msg`Too fast to read` },
];

/** What each rater's answers show by themselves. */
export function RaterHabits({ raters }: { raters: Rater[] }) {
  // A column that nobody has a figure in says nothing.
  const shares = SHARES.filter(({ key }) => raters.some((rater) => rater[key].value !== null));
  return (
    <Table miw={820} aria-label={t`Habits of raters`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Rater</Trans>
          </Table.Th>
          <Table.Th ta="end">
            <Trans>Answers</Trans>
          </Table.Th>
          <Table.Th ta="end">
            <Trans>Median time</Trans>
          </Table.Th>
          {shares.map(({ key, name }) => (
            <Table.Th key={key} ta="end">
              {i18n._(name)}
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
                  <Trans>(you)</Trans>
                </Text>
              )}
              <Anomalies anomalies={rater.anomalies} />
            </Table.Th>
            <Table.Td ta="end">{count(rater.answers)}</Table.Td>
            <Table.Td ta="end">
              {rater.median_seconds === null ? "–" : t`${decimal(rater.median_seconds, 1)} s`}
            </Table.Td>
            {shares.map(({ key }) => (
              <Table.Td key={key} ta="end">
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
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }} title={t`of ${count(n)}`}>
        {percentRange(low, high)}
      </Text>
    </>
  );
}

function Anomalies({ anomalies }: Pick<Rater, "anomalies">) {
  if (anomalies.length === 0) return null;
  return (
    <Group gap={6} mt={4} wrap="nowrap">
      {anomalies.map((anomaly) => (
        <Tooltip key={anomaly} label={i18n._(ANOMALIES[anomaly].why)} multiline maw={280}>
          <Badge color="orange" variant="light" tabIndex={0}>
            {i18n._(ANOMALIES[anomaly].name)}
          </Badge>
        </Tooltip>
      ))}
    </Group>
  );
}
