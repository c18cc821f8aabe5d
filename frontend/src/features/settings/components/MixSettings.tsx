import { t } from "@lingui/core/macro";
import { JsonInput, Stack, Switch } from "@mantine/core";
import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import type { Project, ProjectChanges } from "@/api/types";
import { Panel } from "@/shared/ui/Panel";

const EXAMPLE = '{"height": {"0": 1, "1": 2}, "domain": {"law": 0.5}}';

interface Props {
  project: Project;
  onChange: (changes: ProjectChanges) => void;
}

/** What of the mix is no number: whether people are told, and the weights of prompts. */
export function MixSettings({ project, onChange }: Props) {
  const [weights, setWeights] = useState(() => JSON.stringify(project.prompt_weights, null, 1));
  const parsed = parse(weights);
  return (
    <Panel
      title={t`Mix`}
      hint={t`Which comparisons are asked more often, and what people are told about them.`}
    >
      <Stack gap="md">
        <Switch
          label={t`Tell people what was expected`}
          description={t`After each comparison whose answer is known.`}
          checked={project.gold_feedback}
          onChange={(event) => onChange({ gold_feedback: event.currentTarget.checked })}
        />
        <JsonInput
          label={t`Weights of prompts`}
          description={
            <Trans>
              By height in a tree and by domain: <code dir="ltr">{EXAMPLE}</code>
            </Trans>
          }
          value={weights}
          onChange={(text) => {
            setWeights(text);
            const value = parse(text);
            if (value) onChange({ prompt_weights: value });
          }}
          error={parsed ? null : t`This is not a JSON object yet.`}
          autosize
          minRows={2}
        />
      </Stack>
    </Panel>
  );
}

/** The object that the text stands for; null where it stands for none. */
function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text || "{}");
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
