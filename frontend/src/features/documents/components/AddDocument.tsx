import { Button, FileButton, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type SubmitEvent } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useAddDocument } from "../api/documents";

export function AddDocument({ slug }: { slug: string }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>Add a document</Button>
      <Modal opened={opened} onClose={close} title="Add a document" size="lg">
        <AddDocumentForm slug={slug} onDone={close} />
      </Modal>
    </>
  );
}

function AddDocumentForm({ slug, onDone }: { slug: string; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const add = useAddDocument(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate({ title: title.trim(), text }, { onSuccess: onDone });
  };
  const readFile = async (file: File | null) => {
    if (!file) return;
    setText(await file.text());
    if (!title) setTitle(file.name.replace(/\.\w+$/, ""));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={add.error} />
        <TextInput
          label="Title"
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          required
          data-autofocus
        />
        <Textarea
          label="Text"
          description="It is split at the borders of paragraphs and sentences."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={8}
          maxRows={18}
          required
        />
        <Group justify="space-between">
          <FileButton accept="text/plain,.txt,.md" onChange={(file) => void readFile(file)}>
            {(props) => (
              <Button variant="default" {...props}>
                Take the text from a file
              </Button>
            )}
          </FileButton>
          <Button type="submit" loading={add.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
