import type { Desk } from "../model/actions";
import { QuietActions } from "./QuietActions";
import classes from "./ReadingTools.module.css";

/** Leads to the part of a document that was just answered, where there is one. */
export function LastNode({ desk }: { desk: Desk }) {
  return (
    desk.state.lastNode !== null && (
      <QuietActions group="node" desk={desk} className={classes.tool} />
    )
  );
}
