import { actionsOf, type Desk } from "../model/actions";
import classes from "./ActionBar.module.css";
import { ActionButton } from "./ActionButton";
import { QuietActions } from "./QuietActions";

/** Every action as a button: undo, skip, flag · the answers · guidelines, keys. */
export function ActionBar({ desk }: { desk: Desk }) {
  return (
    <div className={classes.bar} role="toolbar" aria-label="Actions">
      <div className={classes.side}>
        <QuietActions group="pass" desk={desk} className={classes.quiet} />
      </div>
      <div className={classes.choices}>
        {actionsOf("choose").map((action) => (
          <ActionButton
            key={action.id}
            action={action}
            desk={desk}
            keyFirst={action.id === "left"}
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
