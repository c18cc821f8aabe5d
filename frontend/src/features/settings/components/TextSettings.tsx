import { t } from "@lingui/core/macro";
import { Select, Stack, Textarea, TextInput } from "@mantine/core";
import type { Project, ProjectChanges } from "@/api/types";
import { Panel } from "@/shared/ui/Panel";

interface Props {
  project: Project;
  onChange: (changes: ProjectChanges) => void;
}

export function TextSettings({ project, onChange }: Props) {
  return (
    <Panel title={t`What is asked`}>
      <Stack gap="md">
        <TextInput
          label={t`Name`}
          value={project.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          required
          withAsterisk={false}
        />
        <TextInput
          label={t`Question`}
          description={t`Shown above every comparison.`}
          value={project.question}
          onChange={(event) => onChange({ question: event.currentTarget.value })}
          required
          withAsterisk={false}
        />
        <Textarea
          label={t`Guidelines`}
          description={t`One key away for annotators, at any time.`}
          value={project.guidelines}
          onChange={(event) => onChange({ guidelines: event.currentTarget.value })}
          autosize
          minRows={6}
          maxRows={20}
        />
        <Textarea
          label={t`Description`}
          description={t`Says in the list of projects what this one is about.`}
          value={project.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
          autosize
          minRows={2}
        />
        <Select
          label={t`Time zone`}
          description={t`When a day begins, for daily quotas and figures by day.`}
          data={timeZones(project.time_zone)}
          value={project.time_zone}
          searchable
          allowDeselect={false}
          onChange={(time_zone) => {
            if (time_zone) onChange({ time_zone });
          }}
        />
      </Stack>
    </Panel>
  );
}

/** The names that this browser knows, and the one in use. */
const timeZones = (used: string) => [...new Set([used, ...Intl.supportedValuesOf("timeZone")])];
