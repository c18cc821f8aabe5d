import { t } from "@lingui/core/macro";
import type { Field } from "../model/asks";
import classes from "./Questions.module.css";

interface Props {
  id: string;
  field: Field;
  isMissing: boolean;
}

/** The question, and whether it has to be answered. */
export function FieldLabel({ id, field, isMissing }: Props) {
  const need = isMissing ? t`still to answer` : field.isRequired ? t`required` : null;
  return (
    <div className={classes.label} id={id}>
      {field.label}
      {need && <span className={classes.need}> {need}</span>}
    </div>
  );
}
