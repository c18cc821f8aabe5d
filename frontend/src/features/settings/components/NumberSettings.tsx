import { i18n } from "@lingui/core";
import { NumberInput } from "@mantine/core";
import type { Project, ProjectChanges } from "@/api/types";
import { shown, stored, type NumberSetting } from "../settings";
import classes from "./SettingsPage.module.css";

interface Props {
  settings: NumberSetting[];
  project: Project;
  onChange: (changes: ProjectChanges) => void;
}

export function NumberSettings({ settings, project, onChange }: Props) {
  return (
    <div className={classes.numbers}>
      {settings.map((setting) => (
        <NumberInput
          key={setting.name}
          label={i18n._(setting.label)}
          description={i18n._(setting.explanation)}
          value={shown(setting, project[setting.name] ?? null)}
          min={setting.min}
          max={setting.max}
          allowDecimal={setting.isShare ?? false}
          required={!setting.isOptional}
          withAsterisk={false}
          onChange={(value) => {
            if (typeof value === "number") onChange({ [setting.name]: stored(setting, value) });
            else if (setting.isOptional) onChange({ [setting.name]: null });
          }}
        />
      ))}
    </div>
  );
}
