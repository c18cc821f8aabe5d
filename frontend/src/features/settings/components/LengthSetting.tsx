import { t } from "@lingui/core/macro";
import { NumberInput } from "@mantine/core";
import type { Problems } from "@/api/errors";
import type { Project, ProjectChanges } from "@/api/types";
import { useChoices } from "@/shared/project/choices";
import { Panel } from "@/shared/ui/Panel";
import { ServerChoices } from "@/shared/ui/ServerChoices";

interface Props {
  project: Project;
  problems: Problems;
  onChange: (changes: ProjectChanges) => void;
}

/** What served rewards pay for length. */
export function LengthSetting({ project, problems, onChange }: Props) {
  const ways = useChoices()?.length_pays ?? [];
  // The server's list holds nothing that it does not take.
  const choose = (value: string) => onChange({ length: value as Project["length"] });
  return (
    <Panel
      title={t`Rewards`}
      hint={t`What served rewards pay for length. The model page shows what each way does to the best of n responses.`}
    >
      <ServerChoices
        label={t`Length`}
        choices={ways}
        value={project.length}
        onChange={choose}
        mb="md"
      />
      {project.length === "capped" && (
        <NumberInput
          label={t`Cap (words)`}
          description={t`Words beyond it are worth nothing.`}
          value={project.length_cap}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          error={problems.length_cap}
          onChange={(value) => {
            if (typeof value === "number") onChange({ length_cap: value });
          }}
        />
      )}
    </Panel>
  );
}
