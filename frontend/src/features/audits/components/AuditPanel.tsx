import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Table, Text } from "@mantine/core";
import type { Audit } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { Panel } from "@/shared/ui/Panel";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { useProject } from "@/shared/project/useProject";
import { WorkButtons } from "@/shared/work/WorkButtons";
import { useResultDeeds } from "../api/audits";

interface Props {
  audit: Audit;
  pending: boolean;
  onAskAgain: () => void;
}

export function AuditPanel({ audit, pending, onAskAgain }: Props) {
  const { name, questions, results } = audit;
  return (
    <Panel title={name} hint={plural(questions, { one: "# question", other: "# questions" })}>
      <Table miw={{ sm: 720 }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Version</Trans>
            </Table.Th>
            <Table.Th ta="end">
              <Trans>Behaviour rewarded</Trans>
            </Table.Th>
            <Table.Th ta="end">
              <Trans>Margin</Trans>
            </Table.Th>
            <Table.Th ta="end">
              <Trans>Change</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Asked</Trans>
            </Table.Th>
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
          aria-label={t`Ask the live head again about ${name}`}
        >
          <Trans>Ask the live head again</Trans>
        </Button>
      </Group>
    </Panel>
  );
}

function ResultRow({ result }: { result: Audit["results"][number] }) {
  const { state, version, step, figures, since, change, error, created_at } = result;
  const deeds = useResultDeeds(useProject().slug);
  return (
    <Table.Tr>
      <Table.Td>
        {state === "succeeded" ? (
          t`${version ?? 0}, step ${count(step ?? 0)}`
        ) : (
          <Group gap="xs">
            <StateBadge state={state} />
            <WorkButtons
              work={result}
              name={t`audit result ${result.id}`}
              question={t`The live head is not asked any more.`}
              {...deeds}
            />
          </Group>
        )}
        {error && (
          <Text size="xs" c="dimmed">
            {error.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="end">
        {figures &&
          t`${percent(figures.share)} (${percent(figures.share_low)} to ${percent(figures.share_high)})`}
      </Table.Td>
      <Table.Td ta="end">
        {figures?.margin != null &&
          t`${decimal(figures.margin, 2)} (${decimal(figures.margin_low, 2)} to ${decimal(figures.margin_high, 2)})`}
      </Table.Td>
      <Table.Td ta="end">
        {change &&
          t`${points(change.change)} (${points(change.change_low)} to ${points(change.change_high)}) since version ${since ?? 0}`}
      </Table.Td>
      <Table.Td>
        <When time={created_at} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A change of a share, in points, with its sign. */
const points = (value: number) => `${value < 0 ? "−" : "+"}${decimal(Math.abs(value * 100), 0)}`;
