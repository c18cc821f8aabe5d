import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { SubmitEvent } from "react";
import type { Snapshot } from "@/api/types";
import { count } from "@/shared/lib/format";
import { fieldOf } from "@/shared/lib/form";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { When } from "@/shared/ui/When";
import { useSnapshots, useWithdraw } from "../api/snapshots";
import classes from "./Jobs.module.css";

/** Datasets that were exported; admins withdraw them. */
export function Snapshots() {
  const { slug, role } = useProject();
  const list = useSnapshots(slug);
  return (
    <Panel title={t`Snapshots`} hint={t`Datasets that were exported, kept as they were.`}>
      <RowList list={list} empty={<EmptyState title={t`No snapshots yet`} order={3} />}>
        {(snapshots) => (
          <ul className={classes.list}>
            {snapshots.map((each) => (
              <SnapshotRow
                key={each.id}
                snapshot={each}
                slug={slug}
                isAdmin={atLeast(role, "admin")}
              />
            ))}
          </ul>
        )}
      </RowList>
    </Panel>
  );
}

interface Props {
  snapshot: Snapshot;
  slug: string;
  isAdmin: boolean;
}

function SnapshotRow({ snapshot, slug, isAdmin }: Props) {
  const { id, filename, download, created_at, withdrawn_at, withdrawn_because } = snapshot;
  return (
    <li className={classes.job}>
      <Group justify="space-between" gap="sm">
        <div>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {filename}
          </Text>
          <Text size="sm" c="dimmed">
            <Trans>
              {count(snapshot.size)} bytes, <When time={created_at} />
            </Trans>
          </Text>
          {withdrawn_at && (
            <Text size="sm">
              <Trans>Withdrawn: {withdrawn_because}</Trans>
            </Text>
          )}
        </div>
        {download && (
          <Group gap="xs">
            <Button
              component="a"
              href={`/api/v1/snapshots/${id}/croissant/`}
              variant="default"
              size="sm"
              aria-label={t`Croissant metadata of ${filename}`}
            >
              <Trans>Croissant</Trans>
            </Button>
            <Button
              component="a"
              href={download}
              download
              variant="default"
              size="sm"
              aria-label={t`Download ${filename}`}
            >
              <Trans>Download</Trans>
            </Button>
            {isAdmin && <Withdraw snapshot={snapshot} slug={slug} />}
          </Group>
        )}
      </Group>
    </li>
  );
}

function Withdraw({ snapshot: { id, filename }, slug }: Omit<Props, "isAdmin">) {
  const [opened, { open, close }] = useDisclosure();
  const withdraw = useWithdraw(slug);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = fieldOf(new FormData(event.currentTarget), "reason").trim();
    withdraw.mutate({ id, reason }, { onSuccess: close });
  };
  return (
    <>
      <Button
        variant="light"
        color="red"
        size="sm"
        onClick={open}
        aria-label={t`Withdraw ${filename}`}
      >
        <Trans>Withdraw</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Withdraw ${filename}?`}>
        <form onSubmit={submit}>
          <Stack>
            <Text>
              <Trans>The file is deleted for good. What it was, and its hash, stay listed.</Trans>
            </Text>
            <ErrorNotice error={withdraw.error} />
            <TextInput name="reason" label={t`Reason`} required maxLength={500} data-autofocus />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" color="red" loading={withdraw.isPending}>
                <Trans>Withdraw</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
