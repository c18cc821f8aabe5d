import { i18n } from "@lingui/core";
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { problemWith, shown, stored, type NumberSetting } from "../settings";

interface Props {
  setting: NumberSetting;
  value: number | null;
  /** What the server says of it. */
  problem: string | undefined;
  onChange: (value: number | null) => void;
  /** Says whether what stands in the field can be saved. */
  onCheck: (isGood: boolean) => void;
}

/** A number as it was typed: one that will not do stays there with the reason beside it. */
export function NumberField({ setting, value, problem, onChange, onCheck }: Props) {
  const [typed, setTyped] = useState<string | number>(() => shown(setting, value));
  const change = (next: string | number) => {
    setTyped(next);
    const isGood = problemWith(setting, next) === null;
    onCheck(isGood);
    if (isGood) onChange(next === "" ? null : stored(setting, Number(next)));
  };
  return (
    <NumberInput
      label={i18n._(setting.label)}
      description={i18n._(setting.explanation)}
      value={typed}
      clampBehavior="none"
      allowDecimal={setting.isShare ?? false}
      required={!setting.isOptional}
      withAsterisk={false}
      error={problemWith(setting, typed) ?? problem}
      onChange={change}
    />
  );
}
