import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Radio, Stack } from "@mantine/core";
import type { Project, ProjectChanges } from "@/api/types";
import { POLICIES } from "../settings";

interface Props {
  policy: Project["policy"];
  onChange: (changes: ProjectChanges) => void;
}

export function PolicySetting({ policy, onChange }: Props) {
  const choose = (value: string) => {
    const found = POLICIES.find((known) => known.value === value);
    if (found) onChange({ policy: found.value });
  };
  return (
    <Radio.Group label={t`Order of the queue`} value={policy} onChange={choose} mb="lg">
      <Stack gap="xs" mt={6}>
        {POLICIES.map(({ value, label }) => (
          <Radio key={value} value={value} label={i18n._(label)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
