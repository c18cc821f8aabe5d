import { t } from "@lingui/core/macro";
import { Radio, Stack } from "@mantine/core";
import type { Project, ProjectChanges } from "@/api/types";
import { useChoices } from "@/shared/project/choices";
import { OfServer } from "@/shared/ui/OfServer";

interface Props {
  rule: Project["acquisition_rule"];
  onChange: (changes: ProjectChanges) => void;
}

export function AcquisitionRuleSetting({ rule, onChange }: Props) {
  const rules = useChoices()?.acquisition_rules ?? [];
  // The server's list holds nothing that it does not take.
  const choose = (value: string) => onChange({ acquisition_rule: value as Props["rule"] });
  return (
    <Radio.Group label={t`Acquisition rule`} value={rule} onChange={choose} mb="lg">
      <Stack gap="xs" mt={6}>
        {rules.map(({ name, label, description }) => (
          <Radio
            key={name}
            value={name}
            label={<OfServer text={label} />}
            description={<OfServer text={description} />}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
