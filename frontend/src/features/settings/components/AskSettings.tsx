import { t } from "@lingui/core/macro";
import { Select, Stack, Switch } from "@mantine/core";
import type { Problems } from "@/api/errors";
import type { Project, ProjectChanges } from "@/api/types";
import { translated } from "@/shared/locale/translated";
import { Panel } from "@/shared/ui/Panel";
import { NAIVE_READS, RATIONALES, SCALES } from "../asks";
import { QuestionsEditor } from "./QuestionsEditor";

interface Props {
  project: Project;
  /** What the server said of single values. */
  problems: Problems;
  onChange: (changes: ProjectChanges) => void;
}

/** What is asked beside the choice. */
export function AskSettings({ project, problems, onChange }: Props) {
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
          description={t`People may say how sure they are, in five steps.`}
          checked={project.ask_confidence}
          onChange={(event) => onChange({ ask_confidence: event.currentTarget.checked })}
        />
        <Select
          label={t`Reading the responses first`}
          description={t`The source is hidden until people open it; the time without it and the time with it are kept.`}
          data={translated(NAIVE_READS)}
          value={project.naive_read}
          onChange={(chosen) => {
            const found = NAIVE_READS.find(({ value }) => value === chosen);
            if (found) onChange({ naive_read: found.value });
          }}
          allowDeselect={false}
        />
        <QuestionsEditor
          questions={project.questions}
          problems={problems}
          onChange={(questions) => onChange({ questions })}
        />
      </Stack>
    </Panel>
  );
}
