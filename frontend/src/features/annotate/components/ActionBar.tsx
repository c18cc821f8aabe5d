import { t } from "@lingui/core/macro";
import { actionsOf, type Desk } from "../model/actions";
import classes from "./ActionBar.module.css";
import { ActionButton } from "./ActionButton";
import { QuietActions } from "./QuietActions";
import sides from "./Sides.module.css";

/** Every action as a button: undo, skip, flag · the answers · guidelines, keys. */
export function ActionBar({ desk }: { desk: Desk }) {
  return (
    <div className={classes.bar} role="toolbar" aria-label={t`Actions`}>
      <div className={classes.side}>
        <QuietActions group="pass" desk={desk} className={classes.quiet} />
      </div>
      <div className={`${classes.choices} ${sides.sides}`}>
        {actionsOf("choose").map((action) => (
          <ActionButton
            key={action.id}
            action={action}
            desk={desk}
            keyAt={action.id === "left" ? "left" : "right"}
            variant={action.id === "left" || action.id === "right" ? "filled" : "default"}
            size="md"
            className={classes.choice}
          />
        ))}
      </div>
      <div className={`${classes.side} ${classes.end}`}>
        <QuietActions group="look" desk={desk} className={classes.quiet} />
      </div>
    </div>
  );
}
