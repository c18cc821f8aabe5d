import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useInvitationChanges } from "../api/invitations";
import { ShownOnce } from "./ShownOnce";

const EXAMPLE = "username,email,role\nann,ann@example.org,annotator";

export function InviteMany({ slug }: { slug: string }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Invite many</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Invite many people`} size="lg">
        <ManyForm slug={slug} />
      </Modal>
    </>
  );
}

/** First what would happen, then the links of all: nobody is invited while a line is wrong. */
function ManyForm({ slug }: { slug: string }) {
  const [people, setPeople] = useState("");
  const { inviteMany } = useInvitationChanges(slug);
  const { data, variables } = inviteMany;
  const isChecked = variables?.people === people && data?.problems.length === 0;
  if (data && !variables.dry_run) {
    const lines = data.invited.map((row) => `${row.username},${row.email},${row.role},${row.link}`);
    return (
      <ShownOnce text={["username,email,role,link", ...lines].join("\n")}>
        <Trans>Each person needs the own link. The links are not shown again.</Trans>
      </ShownOnce>
    );
  }
  const send = (dry_run: boolean) => inviteMany.mutate({ people, dry_run });
  return (
    <Stack>
      <ErrorNotice error={inviteMany.error} title={t`Nobody was invited`} />
      <Textarea
        label={t`People`}
        description={t`CSV with the columns username, email, role. A line without a role is an annotator.`}
        placeholder={EXAMPLE}
        value={people}
        onChange={(event) => setPeople(event.currentTarget.value)}
        autosize
        minRows={6}
        maxRows={16}
        data-autofocus
      />
      {data && variables.people === people && (
        <Outcome count={data.invited.length} problems={data.problems} />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => send(true)} loading={inviteMany.isPending}>
          <Trans>Check</Trans>
        </Button>
        <Button onClick={() => send(false)} disabled={!isChecked || inviteMany.isPending}>
          <Trans>Invite all</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

interface Problem {
  line: number;
  message: string;
}

function Outcome({ count, problems }: { count: number; problems: Problem[] }) {
  if (problems.length === 0) {
    return (
      <Text role="status">
        <Plural value={count} one="# person will be invited." other="# people will be invited." />
      </Text>
    );
  }
  return (
    <List size="sm" role="alert">
      {problems.map(({ line, message }) => (
        <List.Item key={line}>
          <Trans>
            Line {line}: {message}
          </Trans>
        </List.Item>
      ))}
    </List>
  );
}
