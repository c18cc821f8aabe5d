import { useId } from "react";
import { PlainText } from "@/shared/ui/PlainText";
import classes from "./Panes.module.css";

interface Props {
  letter: "A" | "B";
  text: string;
  outcome: "chosen" | "passed" | undefined;
}

export function ResponsePane({ letter, text, outcome }: Props) {
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
          Response {letter}
        </h2>
      </div>
      <div className={classes.scroll} tabIndex={0} role="group" aria-labelledby={id}>
        <PlainText text={text} />
      </div>
    </section>
  );
}
