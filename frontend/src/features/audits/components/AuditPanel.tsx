import { Button, Group, Table, Text } from "@mantine/core";
import type { Audit } from "@/api/types";
import { counted, decimal, percent } from "@/shared/lib/format";
import { Panel } from "@/shared/ui/Panel";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";

interface Props {
  audit: Audit;
  pending: boolean;
  onAskAgain: () => void;
}

export function AuditPanel({ audit, pending, onAskAgain }: Props) {
  const { name, questions, results } = audit;
  return (
    <Panel title={name} hint={counted(questions, "question")}>
      <Table miw={{ sm: 720 }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th ta="right">Behaviour rewarded</Table.Th>
            <Table.Th ta="right">Margin</Table.Th>
            <Table.Th ta="right">Change</Table.Th>
            <Table.Th>Asked</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {results.map((result) => (
            <ResultRow key={result.id} result={result} />
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end" mt="md">
        <Button
          variant="default"
          disabled={pending}
          onClick={onAskAgain}
          aria-label={`Ask the live head again about ${name}`}
        >
          Ask the live head again
        </Button>
      </Group>
    </Panel>
  );
}

function ResultRow({ result }: { result: Audit["results"][number] }) {
  const { state, version, step, figures, since, change, message, created_at } = result;
  return (
    <Table.Tr>
      <Table.Td>
        {version === null ? <StateBadge state={state} /> : `${version}, step ${step ?? 0}`}
        {message && (
          <Text size="xs" c="dimmed">
            {message}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {figures &&
          `${percent(figures.share)} (${percent(figures.share_low)} to ${percent(figures.share_high)})`}
      </Table.Td>
      <Table.Td ta="right">
        {figures?.margin != null &&
          `${decimal(figures.margin, 2)} (${decimal(figures.margin_low, 2)} to ${decimal(figures.margin_high, 2)})`}
      </Table.Td>
      <Table.Td ta="right">
        {change &&
          `${points(change.change)} (${points(change.change_low)} to ${points(change.change_high)}) since version ${since ?? 0}`}
      </Table.Td>
      <Table.Td>
        <When time={created_at} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A change of a share, in points, with its sign. */
const points = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value * 100).toFixed(0)}`;
