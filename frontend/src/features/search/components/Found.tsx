import { msg, t } from "@lingui/core/macro";
import { Stack } from "@mantine/core";
import type { Key, ReactNode } from "react";
import type { Message } from "@/api/types";
import type { Rows } from "@/api/pages";
import { answersOf, countedResponses } from "@/shared/lib/counts";
import { decimal } from "@/shared/lib/format";
import { stateName } from "@/shared/ui/StateBadge";
import { EmptyState } from "@/shared/ui/EmptyState";
import { RowList } from "@/shared/ui/RowList";
import { useComparisons, usePreferences, usePrompts, useResponses } from "../api/search";
import { Hit } from "./Hit";

export const KINDS = [
  { value: "prompts", label: msg`Prompts` },
  { value: "responses", label: msg`Responses` },
  { value: "comparisons", label: msg`Comparisons` },
  { value: "preferences", label: msg`Answers` },
] as const;
type Kind = (typeof KINDS)[number]["value"];

interface Asked {
  slug: string;
  q: string;
}

export function Found({ kind, ...asked }: Asked & { kind: Kind }) {
  if (kind === "prompts") return <Prompts {...asked} />;
  if (kind === "responses") return <Responses {...asked} />;
  if (kind === "comparisons") return <Comparisons {...asked} />;
  return <Preferences {...asked} />;
}

function Prompts({ slug, q }: Asked) {
  return (
    <Hits list={usePrompts(slug, q)}>
      {({ id, messages, responses }) => (
        <Hit
          title={t`Prompt ${id}`}
          about={countedResponses(responses)}
          texts={[textOf(messages)]}
        />
      )}
    </Hits>
  );
}

function Responses({ slug, q }: Asked) {
  return (
    <Hits list={useResponses(slug, q)}>
      {({ id, prompt_messages, text, generator, reward }) => (
        <Hit
          title={t`Response ${id}`}
          about={
            reward === null
              ? t`${generator} · no reward yet`
              : t`${generator} · reward ${decimal(reward, 2)}`
          }
          prompt={textOf(prompt_messages)}
          texts={[text]}
        />
      )}
    </Hits>
  );
}

function Comparisons({ slug, q }: Asked) {
  return (
    <Hits list={useComparisons(slug, q)}>
      {({ id, status, answers, wanted, prompt_excerpt, responses }) => (
        <Hit
          title={t`Comparison ${id}`}
          about={t`${stateName(status)} · ${answersOf(answers, wanted)}`}
          prompt={prompt_excerpt}
          texts={responses.map(({ text }) => text)}
        />
      )}
    </Hits>
  );
}

function Preferences({ slug, q }: Asked) {
  return (
    <Hits list={usePreferences(slug, q)}>
      {({ id, comparison, choice, annotator, rationale }) => (
        <Hit
          title={t`Answer ${id}`}
          about={
            annotator === null
              ? t`imported chose ${choice} in comparison ${comparison}`
              : t`${annotator} chose ${choice} in comparison ${comparison}`
          }
          texts={rationale ? [rationale] : []}
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
    <RowList list={list} empty={<EmptyState title={t`Nothing holds these words`} order={2} />}>
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
