import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group } from "@mantine/core";
import type { Comparison } from "@/api/types";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { RemoveButton } from "@/shared/removals/RemoveButton";

/** Deletes the prompt of a comparison, for admins. */
export function DeletePrompt({ comparison }: { comparison: Comparison }) {
  const { slug, role } = useProject();
  if (!atLeast(role, "admin")) return null;
  const { id, prompt_id: prompt } = comparison;
  return (
    <Group justify="flex-end">
      <RemoveButton
        slug={slug}
        target={{ kind: "prompt", prompt }}
        label={<Trans>Delete prompt</Trans>}
        name={t`Delete the prompt of comparison ${id}`}
        title={t`Delete this prompt?`}
        variant="subtle"
        color="red"
        size="compact-sm"
      >
        <Trans>The prompt goes with its responses and all comparisons and answers about it.</Trans>
      </RemoveButton>
    </Group>
  );
}
