import { i18n } from "@lingui/core";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Problems } from "@/api/errors";
import {
  draftsOf,
  KINDS,
  MOST_QUESTIONS,
  questionsOf,
  SUMMARY_AXES,
  withChange,
  withMove,
  withNew,
  withSummaryAxes,
  type Draft,
  type Question,
} from "../questions";
import { QuestionCard } from "./QuestionCard";
import classes from "./QuestionsEditor.module.css";

interface Props {
  questions: readonly Question[];
  problems: Problems;
  onChange: (questions: Question[]) => void;
}

/** The project's questions, to be added, changed, put in order and taken away. */
export function QuestionsEditor({ questions, problems, onChange }: Props) {
  const [drafts, setDrafts] = useState(() => draftsOf(questions));
  const change = (next: Draft[]) => {
    setDrafts(next);
    onChange(questionsOf(next));
  };
  const room = MOST_QUESTIONS - drafts.length;
  return (
    <div>
      <Text fw={500} size="sm" id="questions">
        <Trans>Questions</Trans>
      </Text>
      <Text size="xs" c="dimmed" mb="sm">
        <Trans>
          Asked with each comparison, in this order; the answers are stored under the names.
        </Trans>
      </Text>
      {problems.questions && (
        <Text c="var(--mantine-color-error)" size="sm" role="alert">
          {problems.questions}
        </Text>
      )}
      <Stack gap="sm">
        <ol className={classes.list} aria-labelledby="questions">
          {drafts.map((draft, index) => (
            <QuestionCard
              key={draft.key}
              draft={draft}
              number={index + 1}
              isLast={index === drafts.length - 1}
              problemWith={(field) =>
                problems[field ? `questions.${index}.${field}` : `questions.${index}`]
              }
              onChange={(more) => change(withChange(drafts, draft.key, more))}
              onMove={(by) => change(withMove(drafts, draft.key, by))}
              onRemove={() => change(drafts.filter((other) => other !== draft))}
            />
          ))}
        </ol>
        <Group gap="xs">
          {KINDS.map(({ value, adding }) => (
            <Button
              key={value}
              variant="default"
              size="compact-md"
              disabled={room < 1}
              onClick={() => change(withNew(drafts, value))}
            >
              {i18n._(adding)}
            </Button>
          ))}
          <Button
            variant="default"
            size="compact-md"
            disabled={room < SUMMARY_AXES.length}
            onClick={() => change(withSummaryAxes(drafts))}
          >
            <Trans>Add: accuracy, coverage, coherence</Trans>
          </Button>
        </Group>
      </Stack>
    </div>
  );
}
