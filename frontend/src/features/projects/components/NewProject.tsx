import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { fieldOf } from "@/shared/lib/form";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useCreateProject } from "../api/projects";

export function NewProject() {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>
        <Trans>New project</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`New project`} size="lg">
        <NewProjectForm onCancel={close} />
      </Modal>
    </>
  );
}

function NewProjectForm({ onCancel }: { onCancel: () => void }) {
  const create = useCreateProject();
  const navigate = useNavigate();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => fieldOf(form, name).trim();
    const question = text("question");
    create.mutate(
      {
        slug: text("slug"),
        name: text("name"),
        description: text("description"),
        guidelines: text("guidelines"),
        ...(question && { question }),
      },
      { onSuccess: ({ slug }) => void navigate(`/projects/${slug}`) },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={create.error} />
        <TextInput name="name" label={t`Name`} required maxLength={200} data-autofocus />
        <TextInput
          name="slug"
          label={t`Short name`}
          description={t`Used in addresses and commands: small letters, digits and hyphens.`}
          pattern="[a-z0-9\-]+"
          required
        />
        <TextInput name="question" label={t`Question`} placeholder={t`Which response is better?`} />
        <Textarea name="description" label={t`Description`} autosize minRows={2} />
        <Textarea name="guidelines" label={t`Guidelines for annotators`} autosize minRows={4} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" loading={create.isPending}>
            <Trans>Create</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
