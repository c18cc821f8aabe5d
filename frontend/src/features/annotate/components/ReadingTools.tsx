import { t } from "@lingui/core/macro";
import type { Desk } from "../model/actions";
import { LastNode } from "./LastNode";
import { QuietActions } from "./QuietActions";
import classes from "./ReadingTools.module.css";

/** What helps in reading: each a switch with its key. */
export function ReadingTools({ desk }: { desk: Desk }) {
  return (
    <div className={classes.tools} role="toolbar" aria-label={t`Reading`}>
      <LastNode desk={desk} />
      <QuietActions group="read" desk={desk} className={classes.tool} />
      {desk.aids.sources && <QuietActions group="point" desk={desk} className={classes.tool} />}
    </div>
  );
}
