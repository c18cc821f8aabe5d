import { Button } from "@mantine/core";
import { useId, type KeyboardEvent, type MouseEvent } from "react";
import { KeyCap } from "@/shared/ui/KeyCap";
import type { Value } from "@/shared/answers/given";
import type { Field, Option } from "../model/asks";
import { keysOf } from "../model/keys";
import { FieldLabel } from "./FieldLabel";
import classes from "./Questions.module.css";

interface Props {
  field: Field;
  options: readonly Option[];
  value: Value | undefined;
  isMissing: boolean;
  onGive: (value: Value | undefined) => void;
  /** A key chose: the keyboard goes on. */
  onKeyed: (value: Value) => void;
}

/** A question with a few answers. While it has the focus, their keys choose. */
export function StepsField({ field, options, value, isMissing, onGive, onKeyed }: Props) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.repeat) return;
    const names = keysOf(event.nativeEvent);
    const option = options.find(({ key }) => key !== null && names.includes(key));
    if (!option) return;
    event.preventDefault();
    onKeyed(option.value);
  };
  const onClick = (event: MouseEvent<HTMLButtonElement>, option: Option) => {
    // After a click the keys are for the page again.
    if (event.detail > 0) event.currentTarget.blur();
    onGive(option.value === value ? undefined : option.value);
  };
  return (
    <div
      className={classes.field}
      role="group"
      aria-labelledby={id}
      data-field={field.id}
      data-missing={isMissing || undefined}
      onKeyDown={onKeyDown}
    >
      <FieldLabel id={id} field={field} isMissing={isMissing} />
      <div className={classes.options}>
        {options.map((option) => (
          <Button
            key={option.value}
            size="compact-sm"
            variant={option.value === value ? "filled" : "default"}
            aria-pressed={option.value === value}
            onClick={(event) => onClick(event, option)}
            leftSection={
              option.key !== null && option.key !== option.label ? (
                <KeyCap>{option.key}</KeyCap>
              ) : null
            }
          >
            {option.label}
          </Button>
        ))}
      </div>
    </div>
  );
}
