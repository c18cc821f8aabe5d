import { t } from "@lingui/core/macro";
import { actionsOf, type Desk } from "../model/actions";
import { stepsOf } from "../model/scale";
import { ActionButton } from "./ActionButton";
import classes from "./ScaleRow.module.css";
import sides from "./Sides.module.css";

/** The scale from one response to the other, a button a step, where the project has one. */
export function ScaleRow({ desk }: { desk: Desk }) {
  const steps = stepsOf(desk.state.served?.asks.strength_steps ?? 0);
  if (steps.length === 0) return null;
  const actions = actionsOf("scale");
  return (
    <div className={`${classes.row} ${sides.sides}`} role="toolbar" aria-label={t`How much better`}>
      {steps.map(({ label }, index) => {
        const action = actions[index];
        return (
          action && (
            <ActionButton
              key={action.id}
              action={action}
              label={label}
              desk={desk}
              keyAt="start"
              variant="default"
              size="compact-sm"
              className={classes.step}
            />
          )
        );
      })}
    </div>
  );
}
