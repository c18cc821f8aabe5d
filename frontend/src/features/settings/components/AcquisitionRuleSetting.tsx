import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Radio, Stack } from "@mantine/core";
import type { Project, ProjectChanges } from "@/api/types";
import { ACQUISITION_RULES } from "../settings";

interface Props {
  rule: Project["acquisition_rule"];
  onChange: (changes: ProjectChanges) => void;
}

export function AcquisitionRuleSetting({ rule, onChange }: Props) {
  const choose = (value: string) => {
    const found = ACQUISITION_RULES.find((known) => known.value === value);
    if (found) onChange({ acquisition_rule: found.value });
  };
  return (
    <Radio.Group label={t`Acquisition rule`} value={rule} onChange={choose} mb="lg">
      <Stack gap="xs" mt={6}>
        {ACQUISITION_RULES.map(({ value, label }) => (
          <Radio key={value} value={value} label={i18n._(label)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
