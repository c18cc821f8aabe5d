import { t } from "@lingui/core/macro";
import type { Project, ProjectChanges } from "@/api/types";
import { useChoices } from "@/shared/project/choices";
import { ServerChoices } from "@/shared/ui/ServerChoices";

interface Props {
  rule: Project["acquisition_rule"];
  onChange: (changes: ProjectChanges) => void;
}

export function AcquisitionRuleSetting({ rule, onChange }: Props) {
  const rules = useChoices()?.acquisition_rules ?? [];
  // The server's list holds nothing that it does not take.
  const choose = (value: string) => onChange({ acquisition_rule: value as Props["rule"] });
  return (
    <ServerChoices
      label={t`Acquisition rule`}
      choices={rules}
      value={rule}
      onChange={choose}
      mb="lg"
    />
  );
}
