import { i18n } from "@lingui/core";
import { Trans } from "@lingui/react/macro";
import { List, Table, Text } from "@mantine/core";
import type { RemovalPreview as Preview } from "@/api/types";
import { count } from "@/shared/lib/format";
import { RowsLoading } from "@/shared/ui/Loading";
import { When } from "@/shared/ui/When";
import { TABLES } from "./tables";

/** What a removal takes with it: rows by table, and the snapshots that may hold some of it. */
export function RemovalPreview({ preview }: { preview: Preview | undefined }) {
  if (!preview) return <RowsLoading />;
  const rows = TABLES.filter(({ name }) => (preview.counts[name] ?? 0) > 0);
  return (
    <>
      {rows.length === 0 ? (
        <Text>
          <Trans>No rows go.</Trans>
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {rows.map(({ name, label }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{i18n._(label)}</Table.Th>
                <Table.Td ta="end">{count(preview.counts[name])}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {preview.snapshots.length > 0 && (
        <div>
          <Text size="sm">
            <Trans>Snapshots made while it was there, which may hold some of it:</Trans>
          </Text>
          <List size="sm">
            {preview.snapshots.map(({ id, filename, created_at }) => (
              <List.Item key={id}>
                <bdi>{filename}</bdi>, <When time={created_at} />
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </>
  );
}
