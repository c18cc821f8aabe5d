import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  Code,
  CopyButton,
  Group,
  Modal,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useCreateToken } from "../api/tokens";

export function NewToken() {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>New token</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`New token`} closeOnClickOutside={false}>
        <NewTokenForm onDone={close} />
      </Modal>
    </>
  );
}

function NewTokenForm({ onDone }: { onDone: () => void }) {
  const create = useCreateToken();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({ name: fieldOf(form, "name").trim(), days: Number(form.get("days")) });
  };
  if (create.data) return <Shown token={create.data.token} onDone={onDone} />;
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={create.error} />
        <TextInput
          name="name"
          label={t`Name`}
          description={t`Says what the token is for.`}
          required
          data-autofocus
        />
        <NumberInput
          name="days"
          label={t`Days until it expires`}
          defaultValue={90}
          min={1}
          required
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            <Trans>Create</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shown({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Stack>
      <Text>
        <Trans>Copy it now; it is not shown again.</Trans>
      </Text>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {token}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
