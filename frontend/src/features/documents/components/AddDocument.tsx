import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, FileInput, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type SubmitEvent } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useAddDocument } from "../api/documents";
import { NO_CHOICES, splittingOf, type Choices } from "../model/splitting";
import { SplittingFields } from "./SplittingFields";

export function AddDocument({ slug }: { slug: string }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>
        <Trans>Add a document</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Add a document`} size="lg">
        <AddDocumentForm slug={slug} onDone={close} />
      </Modal>
    </>
  );
}

function AddDocumentForm({ slug, onDone }: { slug: string; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [choices, setChoices] = useState<Choices>(NO_CHOICES);
  const add = useAddDocument(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const document = { title: title.trim(), source: file ?? text, ...splittingOf(choices) };
    add.mutate(document, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={add.error} />
        <FileInput
          label={t`File`}
          description={t`Plain text, Markdown, HTML or PDF`}
          placeholder={t`Choose a file, or write the text below`}
          accept=".txt,.md,.markdown,.rst,.html,.htm,.xhtml,.pdf,text/*,application/pdf"
          value={file}
          onChange={setFile}
          clearable
          clearButtonProps={{ "aria-label": t`Remove the file` }}
        />
        <TextInput
          label={t`Title`}
          description={file ? t`Where it is empty, what the file calls itself` : undefined}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required={!file}
          data-autofocus
        />
        {!file && (
          <Textarea
            label={t`Text`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autosize
            minRows={8}
            maxRows={18}
            required
          />
        )}
        <SplittingFields choices={choices} onChange={setChoices} />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            <Trans>Add</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
