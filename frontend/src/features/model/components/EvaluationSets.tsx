import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, Text, Title } from "@mantine/core";
import type { EvaluationSet } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useEvaluationSets } from "../api/evaluationSets";

/** How every version orders responses whose order is known; nothing without a set. */
export function EvaluationSets({ slug }: { slug: string }) {
  const { data: sets, error } = useEvaluationSets(slug);
  if (error && !sets) return <ErrorNotice error={error} />;
  if (!sets?.length) return null;
  return (
    <Panel
      title={t`Evaluation sets`}
      hint={t`Brought in for evaluation only: never asked, never trained on.`}
      flush
    >
      {sets.map((set) => (
        <OneSet key={set.id} set={set} />
      ))}
    </Panel>
  );
}

function OneSet({ set }: { set: EvaluationSet }) {
  const items = plural(set.items, { one: "# item", other: "# items" });
  return (
    <>
      <Title order={3} size="h5" px="md" pt="md">
        {set.name}{" "}
        <Text span size="sm" c="dimmed">
          {items}
        </Text>
      </Title>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Version</Trans>
            </Table.Th>
            <Table.Th ta="end">
              <Trans>Accuracy</Trans>
            </Table.Th>
            <Table.Th ta="end" visibleFrom="sm">
              <Trans>Pairs</Trans>
            </Table.Th>
            <Table.Th visibleFrom="sm">
              <Trans>Categories</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {set.results.map((result) => (
            <ResultRow key={result.version} result={result} />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function ResultRow({ result }: { result: EvaluationSet["results"][number] }) {
  const { version, figures, error } = result;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Trans>Version {version}</Trans>
      </Table.Th>
      {figures ? (
        <>
          <Table.Td ta="end">
            {percent(figures.accuracy.value, 1)}
            <Text size="xs" c="dimmed">
              <Trans>
                {percent(figures.accuracy.low, 1)} to {percent(figures.accuracy.high, 1)}
              </Trans>
            </Text>
          </Table.Td>
          <Table.Td ta="end" visibleFrom="sm">
            {percent(figures.pair_accuracy, 1)}
          </Table.Td>
          <Table.Td visibleFrom="sm">
            {categoriesOf(figures)}
            {figures.score !== null && (
              <Text size="xs" c="dimmed">
                <Trans>Mean {percent(figures.score, 1)}</Trans>
              </Text>
            )}
          </Table.Td>
        </>
      ) : (
        <Table.Td colSpan={3}>{error}</Table.Td>
      )}
    </Table.Tr>
  );
}

type Figures = NonNullable<EvaluationSet["results"][number]["figures"]>;

const categoriesOf = ({ categories }: Figures) =>
  Object.entries(categories)
    .map(([name, share]) => `${name} ${percent(share, 1)}`)
    .join(" · ");
