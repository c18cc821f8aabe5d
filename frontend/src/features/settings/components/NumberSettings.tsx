import type { Problems } from "@/api/errors";
import type { Project, ProjectChanges } from "@/api/types";
import type { NumberSetting } from "../settings";
import { NumberField } from "./NumberField";
import classes from "./SettingsPage.module.css";

interface Props {
  settings: NumberSetting[];
  project: Project;
  problems: Problems;
  onChange: (changes: ProjectChanges) => void;
  onCheck: (name: string, isGood: boolean) => void;
}

export function NumberSettings({ settings, project, problems, onChange, onCheck }: Props) {
  return (
    <div className={classes.numbers}>
      {settings.map((setting) => (
        <NumberField
          key={setting.name}
          setting={setting}
          value={project[setting.name] ?? null}
          problem={problems[setting.name]}
          onChange={(value) => onChange({ [setting.name]: value })}
          onCheck={(isGood) => onCheck(setting.name, isGood)}
        />
      ))}
    </div>
  );
}
