import { useMediaQuery } from "@mantine/hooks";
import classes from "./PlainText.module.css";
import { unwrap } from "./unwrap";

/** Text as written, with its white space kept; a phone breaks full lines anew. */
export function PlainText({ text }: { text: string }) {
  const isNarrow = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  return (
    <div dir="auto" className={classes.prose}>
      {isNarrow ? unwrap(text) : text}
    </div>
  );
}
