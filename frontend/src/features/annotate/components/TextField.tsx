import { Textarea } from "@mantine/core";
import { useId } from "react";
import type { Field, Value } from "../model/asks";
import { FieldLabel } from "./FieldLabel";
import classes from "./Questions.module.css";

interface Props {
  field: Field;
  value: Value | undefined;
  isMissing: boolean;
  onGive: (value: Value) => void;
}

/** A question that is answered in words. */
export function TextField({ field, value, isMissing, onGive }: Props) {
  const id = useId();
  return (
    <div className={classes.field} data-field={field.id} data-missing={isMissing || undefined}>
      <FieldLabel id={id} field={field} isMissing={isMissing} />
      <Textarea
        aria-labelledby={id}
        dir="auto"
        aria-required={field.isRequired}
        aria-invalid={isMissing}
        value={value ?? ""}
        onChange={(event) => onGive(event.currentTarget.value)}
        maxLength={field.maxLength}
        autosize
        minRows={2}
        maxRows={8}
      />
    </div>
  );
}
