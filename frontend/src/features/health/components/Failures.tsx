import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, Text } from "@mantine/core";
import type { Health } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { When } from "@/shared/ui/When";
import { mayRetry, useRetry } from "../api/retrying";

/** What failed lately: what is tried again by itself, and what a person may ask for again. */
export function Failures({ failures, slug }: { failures: Health["failures"]; slug: string }) {
  const retry = useRetry(slug);
  return (
    <Panel title={t`Failures`} hint={t`Of the last week, newest first.`} flush>
      <ErrorNotice error={retry.error} />
      {failures.length === 0 && <EmptyState title={t`Nothing failed`} order={3} />}
      {failures.length > 0 && (
        <Table>
          <Table.Tbody>
            {failures.map((failure) => {
              const { kind, id, error, failed_at, retry_at } = failure;
              const name = `${sentence(kind)} ${id}`;
              return (
                <Table.Tr key={`${kind} ${id}`}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>
                    {error?.message ?? "–"}
                    <Text size="xs" c="dimmed" component="div">
                      <When time={failed_at} />
                    </Text>
                  </Table.Td>
                  <Table.Td ta="end">
                    {retry_at !== null && (
                      <Text size="sm" c="dimmed">
                        <Trans>
                          Next try: <When time={retry_at} />
                        </Trans>
                      </Text>
                    )}
                    {mayRetry(failure) && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t`Try ${name} again`}
                        loading={retry.isPending}
                        onClick={() => retry.mutate(failure)}
                      >
                        <Trans>Try again</Trans>
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
