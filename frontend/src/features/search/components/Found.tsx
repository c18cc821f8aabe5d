import { t } from "@lingui/core/macro";
import { Stack } from "@mantine/core";
import type { Key, ReactNode } from "react";
import type { Message } from "@/api/types";
import type { Rows } from "@/api/pages";
import { answersOf, countedResponses } from "@/shared/lib/counts";
import { decimal } from "@/shared/lib/format";
import { stateName } from "@/shared/ui/StateBadge";
import { EmptyState } from "@/shared/ui/EmptyState";
import { RowList } from "@/shared/ui/RowList";
import {
  useComparisons,
  usePreferences,
  usePrompts,
  useResponses,
  type Asked,
} from "../api/search";
import type { Kind } from "../model";
import { Hit, type Said } from "./Hit";

export function Found({ kind, ...asked }: Asked & { kind: Kind }) {
  if (kind === "prompts") return <Prompts {...asked} />;
  if (kind === "responses") return <Responses {...asked} />;
  if (kind === "comparisons") return <Comparisons {...asked} />;
  return <Preferences {...asked} />;
}

function Prompts(asked: Asked) {
  return (
    <Hits list={usePrompts(asked)}>
      {({ id, messages, responses, snippets }) => (
        <Hit
          title={t`Prompt ${id}`}
          about={countedResponses(responses)}
          texts={[{ of: "prompt", text: textOf(messages) }]}
          snippets={snippets}
        />
      )}
    </Hits>
  );
}

function Responses(asked: Asked) {
  return (
    <Hits list={useResponses(asked)}>
      {({ id, prompt_messages, text, generator, reward, snippets }) => (
        <Hit
          title={t`Response ${id}`}
          about={
            reward === null
              ? t`${generator} · no reward yet`
              : t`${generator} · reward ${decimal(reward, 2)}`
          }
          prompt={textOf(prompt_messages)}
          texts={[{ of: "response", text }]}
          snippets={snippets}
        />
      )}
    </Hits>
  );
}

function Comparisons(asked: Asked) {
  return (
    <Hits list={useComparisons(asked)}>
      {({ id, status, answers, wanted, prompt_excerpt, responses, snippets }) => (
        <Hit
          title={t`Comparison ${id}`}
          about={t`${stateName(status)} · ${answersOf(answers, wanted)}`}
          prompt={prompt_excerpt}
          texts={responses.map(({ side, text }) => ({ of: `response_${side}`, text }))}
          snippets={snippets}
        />
      )}
    </Hits>
  );
}

function Preferences(asked: Asked) {
  return (
    <Hits list={usePreferences(asked)}>
      {({ id, comparison, choice, annotator, rationale, snippets }) => (
        <Hit
          title={t`Answer ${id}`}
          about={
            annotator === null
              ? t`imported chose ${choice} in comparison ${comparison}`
              : t`${annotator} chose ${choice} in comparison ${comparison}`
          }
          texts={[
            ...(rationale ? [{ of: "rationale", text: rationale } as Said] : []),
            // What was compared is shown where the words were looked for in it.
            ...snippets
              .filter(({ of, pieces }) => of !== "rationale" && pieces.some(({ found }) => found))
              .map(({ of }) => ({ of, text: "" })),
          ]}
          snippets={snippets}
        />
      )}
    </Hits>
  );
}

function Hits<T extends { id: Key }>({
  list,
  children,
}: {
  list: Rows<T>;
  children: (row: T) => ReactNode;
}) {
  return (
    <RowList list={list} empty={<EmptyState title={t`Nothing was found`} order={2} />}>
      {(rows) => (
        <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }}>
          {rows.map((row) => (
            <li key={row.id}>{children(row)}</li>
          ))}
        </Stack>
      )}
    </RowList>
  );
}

const textOf = (messages: Message[]) => messages.map(({ content }) => content).join("\n\n");
