import { t } from "@lingui/core/macro";
import { JsonInput, Select, Stack, Switch } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Project, ProjectChanges } from "@/api/types";
import { translated } from "@/shared/locale/translated";
import { Panel } from "@/shared/ui/Panel";
import { parseQuestions, RATIONALES, SCALES } from "../asks";

interface Props {
  project: Project;
  onChange: (changes: ProjectChanges) => void;
}

const EXAMPLE =
  '[{"name": "clarity", "label": "How clear is it?", "kind": "scale", "min": 1, "max": 7, "per_response": true}]';

/** What is asked beside the choice. */
export function AskSettings({ project, onChange }: Props) {
  const [questions, setQuestions] = useState(() => JSON.stringify(project.questions, null, 1));
  return (
    <Panel
      title={t`Beside the choice`}
      hint={t`What people are asked with each comparison. With nothing here, one key answers.`}
    >
      <Stack gap="md">
        <Select
          label={t`Strength`}
          description={t`Keys 1 to 9 answer along the scale, from left to right.`}
          data={translated(SCALES).map(({ value, label }) => ({ value: `${value}`, label }))}
          value={`${project.strength_steps}`}
          onChange={(chosen) => {
            const scale = SCALES.find(({ value }) => `${value}` === chosen);
            if (scale) onChange({ strength_steps: scale.value });
          }}
          allowDeselect={false}
        />
        <Select
          label={t`Reason`}
          description={t`People say why, in their own words.`}
          data={translated(RATIONALES)}
          value={project.ask_rationale}
          onChange={(chosen) => {
            const found = RATIONALES.find(({ value }) => value === chosen);
            if (found) onChange({ ask_rationale: found.value });
          }}
          allowDeselect={false}
        />
        <Switch
          label={t`Ask how sure people are`}
          description={t`They may say it, in five steps.`}
          checked={project.ask_confidence}
          onChange={(event) => onChange({ ask_confidence: event.currentTarget.checked })}
        />
        <JsonInput
          label={t`Questions`}
          description={
            <Trans>
              Scales, choices and texts, for instance <code dir="ltr">{EXAMPLE}</code>
            </Trans>
          }
          value={questions}
          onChange={(text) => {
            setQuestions(text);
            const value = parseQuestions(text);
            if (value) onChange({ questions: value });
          }}
          error={parseQuestions(questions) ? null : t`This is no list of questions yet.`}
          autosize
          minRows={2}
          maxRows={20}
        />
      </Stack>
    </Panel>
  );
}
