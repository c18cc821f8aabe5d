import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { exportAddress, useAuditLog, type AuditSearch } from "../api/auditLog";
import { Entries } from "./Entries";
import { Removals } from "./Removals";

export function AuditLogPage() {
  const { slug, name } = useProject();
  const [search, setSearch] = useState<AuditSearch>({ text: "", action: "", person: "" });
  const list = useAuditLog(slug, search);
  useTitle(t`Audit log`, name);
  return (
    <Page>
      <PageHeader title={t`Audit log`}>
        <Trans>Who changed what, from what to what. Entries are never changed or deleted.</Trans>
      </PageHeader>
      <Removals slug={slug} />
      <Panel
        title={t`Changes`}
        actions={
          <Group gap="xs">
            <Button
              component="a"
              href={exportAddress(slug, search, "csv")}
              download
              variant="default"
              size="sm"
            >
              <Trans>CSV</Trans>
            </Button>
            <Button
              component="a"
              href={exportAddress(slug, search, "jsonl")}
              download
              variant="default"
              size="sm"
            >
              <Trans>JSON lines</Trans>
            </Button>
          </Group>
        }
      >
        <Search onSearch={setSearch} />
        <RowList list={list} empty={<EmptyState title={t`Nothing found`} order={3} />}>
          {(entries) => <Entries entries={entries} />}
        </RowList>
      </Panel>
    </Page>
  );
}

function Search({ onSearch }: { onSearch: (search: AuditSearch) => void }) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => fieldOf(form, name).trim();
    onSearch({ text: text("text"), action: text("action"), person: text("person") });
  };
  return (
    <form onSubmit={submit} role="search">
      <Group align="flex-end" gap="sm" mb="md">
        <TextInput name="text" label={t`Text`} maxLength={200} />
        <TextInput name="action" label={t`Action`} placeholder="member" maxLength={40} />
        <TextInput name="person" label={t`User name`} maxLength={150} />
        <Button type="submit" variant="default">
          <Trans>Search</Trans>
        </Button>
      </Group>
    </form>
  );
}
