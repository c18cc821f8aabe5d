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
        New token
      </Button>
      <Modal opened={opened} onClose={close} title="New token" closeOnClickOutside={false}>
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
          label="Name"
          description="Says what the token is for."
          required
          data-autofocus
        />
        <NumberInput name="days" label="Days until it expires" defaultValue={90} min={1} required />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shown({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Stack>
      <Text>Copy it now; it is not shown again.</Text>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {token}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
