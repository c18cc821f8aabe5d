import { PlainText } from "@/shared/text/PlainText";
import classes from "./NodeContext.module.css";

const SHORT = 700;

/** The summaries of what came before; long ones wait to be opened. */
export function NodeContext({ text }: { text: string }) {
  return (
    <details className={classes.context} open={text.length <= SHORT}>
      <summary>What came before</summary>
      <PlainText text={text} />
    </details>
  );
}
