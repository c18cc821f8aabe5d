import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, type KeyboardEvent } from "react";
import type { Served } from "@/api/types";
import { actionsOf, type Desk } from "../model/actions";
import { fieldsOf, isGiven, missingOf, type Field, type Value } from "../model/asks";
import { ActionButton } from "./ActionButton";
import { focusField, leaveField } from "./focusField";
import classes from "./Questions.module.css";
import { StepsField } from "./StepsField";
import { TextField } from "./TextField";

interface Props {
  served: Served;
  desk: Desk;
}

/** What is asked beside the choice; nothing where the project asks nothing. */
export function Questions({ served, desk }: Props) {
  const { given, missing } = desk.state;
  useEffect(() => {
    if (missing[0] !== undefined) focusField(missing[0]);
  }, [missing]);
  const fields = fieldsOf(served);
  if (fields.length === 0) return null;
  const goOn = (field: Field, value: Value) => {
    desk.session.give(field.id, value);
    const next = missingOf(fields, { ...given, [field.id]: value })[0];
    if (next) focusField(next.id);
    else leaveField();
  };
  return (
    <section className={classes.questions} aria-label={t`Questions`} onKeyDown={onKeyDown}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          <Trans>Questions</Trans>
        </h2>
        {actionsOf("ask").map((action) => (
          <ActionButton
            key={action.id}
            action={action}
            desk={desk}
            variant="subtle"
            color="gray"
            size="compact-sm"
          />
        ))}
      </div>
      {fields.map((field) => {
        const common = {
          field,
          value: given[field.id],
          isMissing: missing.includes(field.id) && !isGiven(field, given),
          onGive: (value: Value | undefined) => desk.session.give(field.id, value),
        };
        return field.options ? (
          <StepsField
            key={field.id}
            {...common}
            options={field.options}
            onKeyed={(value) => goOn(field, value)}
          />
        ) : (
          <TextField key={field.id} {...common} />
        );
      })}
      <p className={classes.hint}>
        <Trans>Shift+Enter goes back to the comparison.</Trans>
      </p>
    </section>
  );
}

function onKeyDown(event: KeyboardEvent) {
  const leaves = event.key === "Escape" || (event.key === "Enter" && event.shiftKey);
  if (!leaves) return;
  event.preventDefault();
  leaveField();
}
