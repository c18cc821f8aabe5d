import { actionsOf, type Desk } from "../model/actions";
import { ActionButton } from "./ActionButton";
import classes from "./ReadingTools.module.css";

/** What helps in reading: each a switch with its key. */
export function ReadingTools({ desk }: { desk: Desk }) {
  return (
    <div className={classes.tools} role="toolbar" aria-label="Reading">
      {actionsOf("read").map((action) => (
        <ActionButton
          key={action.id}
          action={action}
          desk={desk}
          variant="subtle"
          color="gray"
          size="compact-sm"
          className={classes.tool}
        />
      ))}
    </div>
  );
}
