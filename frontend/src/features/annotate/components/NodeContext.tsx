import { Trans } from "@lingui/react/macro";
import { PlainText } from "@/shared/text/PlainText";
import classes from "./NodeContext.module.css";

const SHORT_CONTEXT_CHARACTERS = 700;

/** The summaries of what came before; long ones wait to be opened. */
export function NodeContext({ text }: { text: string }) {
  return (
    <details className={classes.context} open={text.length <= SHORT_CONTEXT_CHARACTERS}>
      <summary>
        <Trans>What came before</Trans>
      </summary>
      <p className={classes.note}>
        <Trans>Summaries of the parts before this one. They are only for your understanding.</Trans>
      </p>
      <PlainText text={text} />
    </details>
  );
}
