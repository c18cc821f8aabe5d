import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Table } from "@mantine/core";
import { Link } from "react-router";
import type { Document } from "@/api/types";
import { count } from "@/shared/lib/format";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { useDocuments } from "../api/documents";
import { AddDocument } from "./AddDocument";
import { SettledBar } from "./SettledBar";

export function DocumentsPage() {
  const project = useProject();
  const list = useDocuments(project.slug);
  useTitle(t`Documents`, project.name);
  return (
    <Page>
      <PageHeader title={t`Documents`} actions={<AddDocument slug={project.slug} />}>
        <Trans>
          Long texts, each split into a tree. Settled parts become the source of the level above, up
          to the summary of the whole.
        </Trans>
      </PageHeader>
      <Panel flush>
        <RowList list={list} empty={<EmptyState title={t`No documents yet`} order={2} />}>
          {(documents) => <Documents documents={documents} />}
        </RowList>
      </Panel>
    </Page>
  );
}

function Documents({ documents }: { documents: Document[] }) {
  return (
    <Table miw={{ sm: 640 }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Title</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>State</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Settled</Trans>
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            <Trans>Characters</Trans>
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            <Trans>Added</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {documents.map((document) => (
          <Table.Tr key={document.id}>
            <Table.Td>
              <Anchor component={Link} to={String(document.id)} fw={550}>
                {document.title}
              </Anchor>
            </Table.Td>
            <Table.Td>
              <StateBadge state={document.state} />
            </Table.Td>
            <Table.Td>
              <SettledBar settled={document.settled_nodes} nodes={document.nodes} />
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {count(document.characters)}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              <When time={document.created_at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
