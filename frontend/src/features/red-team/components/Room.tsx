import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, SimpleGrid, Stack, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Message } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { editQuery, promptsToEditQuery, responsesToEditQuery } from "../api/edits";
import { EditFigures } from "./EditFigures";
import { SentenceTable } from "./SentenceTable";

// Milliseconds without a key until the reward is asked for, and until what each sentence adds is.
const PAUSE = 150;
const LONGER_PAUSE = 700;
const EXCERPT = 80;

const lastOf = (messages: Message[]) => messages.at(-1)?.content ?? "";
const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)} …` : text);

/** A response is edited, and its live reward follows. Nothing of it is stored. */
export function Room({ slug }: { slug: string }) {
  const [promptId, setPromptId] = useState<number | null>(null);
  const [responseId, setResponseId] = useState<string | null>(null);
  const [written, setWritten] = useState("");
  const [original, setOriginal] = useState("");
  const [response, setResponse] = useState("");
  const { data: prompts } = useQuery(promptsToEditQuery(slug));
  const { data: responses } = useQuery(responsesToEditQuery(slug, promptId));
  const chosen = prompts?.results.find(({ id }) => id === promptId);
  const prompt = chosen?.messages ?? written;
  const [edit] = useDebouncedValue(response, PAUSE);
  const [settled] = useDebouncedValue(response, LONGER_PAUSE);
  const scored = useQuery(editQuery(slug, { prompt, response: edit }, false));
  const before = useQuery(editQuery(slug, { prompt, response: original }, false));
  const parts = useQuery(editQuery(slug, { prompt, response: settled }, true));
  const choosePrompt = (value: string | null) => {
    setPromptId(value === null ? null : Number(value));
    setResponseId(null);
  };
  const chooseResponse = (value: string | null) => {
    const text = responses?.results.find(({ id }) => String(id) === value)?.text;
    setResponseId(value);
    if (text === undefined) return;
    setOriginal(text);
    setResponse(text);
  };
  return (
    <Panel
      title={t`Edit a response`}
      hint={t`Make it worse, and see whether the live head pays more for it. Nothing is stored.`}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t`Prompt of the project`}
            placeholder={t`None: write one below`}
            clearable
            searchable
            data={(prompts?.results ?? []).map(({ id, messages }) => ({
              value: String(id),
              label: t`${id}: ${excerpt(lastOf(messages))}`,
            }))}
            value={promptId === null ? null : String(promptId)}
            onChange={choosePrompt}
          />
          <Select
            label={t`Response to begin with`}
            placeholder={t`None: write one below`}
            disabled={promptId === null}
            data={(responses?.results ?? []).map(({ id, text, generator }) => ({
              value: String(id),
              label: t`${generator}: ${excerpt(text)}`,
            }))}
            value={responseId}
            onChange={chooseResponse}
          />
        </SimpleGrid>
        <Textarea
          label={t`Prompt`}
          dir="auto"
          autosize
          minRows={2}
          maxRows={10}
          readOnly={chosen !== undefined}
          value={chosen ? lastOf(chosen.messages) : written}
          onChange={(event) => {
            setWritten(event.currentTarget.value);
          }}
        />
        <Textarea
          label={t`Response`}
          dir="auto"
          autosize
          minRows={4}
          maxRows={16}
          maxLength={100_000}
          value={response}
          onChange={(event) => {
            setResponse(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={response === original}
            onClick={() => {
              setResponse(original);
            }}
          >
            <Trans>Back to the original</Trans>
          </Button>
          <Button
            variant="default"
            disabled={response === original || response.trim() === ""}
            onClick={() => {
              setOriginal(response);
            }}
          >
            <Trans>Compare with this from now on</Trans>
          </Button>
        </Group>
        <ErrorNotice error={scored.error ?? parts.error} />
        {scored.data && edit.trim() !== "" && (
          <EditFigures
            edit={scored.data}
            {...(before.data && original.trim() !== "" && { original: before.data })}
          />
        )}
        {parts.data?.sentences && settled === response && !parts.isPlaceholderData && (
          <SentenceTable text={settled} sentences={parts.data.sentences} onEdit={setResponse} />
        )}
      </Stack>
    </Panel>
  );
}
