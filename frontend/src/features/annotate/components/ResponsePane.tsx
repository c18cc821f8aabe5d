import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useId } from "react";
import { RichText } from "@/shared/text/RichText";
import classes from "./Panes.module.css";

interface Props {
  letter: "A" | "B";
  text: string;
  isPlain: boolean;
  outcome: "chosen" | "passed" | undefined;
  /** How many places are marked as different; null where there are too many to tell. */
  different: number | null | undefined;
}

export function ResponsePane({ letter, text, isPlain, outcome, different }: Props) {
  const id = useId();
  return (
    <section
      className={classes.pane}
      data-letter={letter}
      data-outcome={outcome}
      aria-labelledby={id}
    >
      <div className={classes.head}>
        <span className={classes.letter} aria-hidden="true">
          {letter}
        </span>
        <h2 className={classes.title} id={id}>
          <Trans>Response {letter}</Trans>
        </h2>
        {different !== undefined && (
          <span className={classes.different}>
            {different === null ? t`Too different to highlight` : t`${different} only here`}
          </span>
        )}
      </div>
      <div
        className={classes.scroll}
        tabIndex={0}
        role="group"
        aria-labelledby={id}
        data-text={letter}
      >
        <RichText text={text} isPlain={isPlain} />
      </div>
    </section>
  );
}
