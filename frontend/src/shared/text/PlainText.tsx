import { useMediaQuery } from "@mantine/hooks";
import classes from "./PlainText.module.css";
import { unwrap } from "./unwrap";

interface Props {
  text: string;
  /** Technical sources keep their columns; prose gets a reading face. */
  face?: "prose" | "mono";
}

/** Text as written, with its white space kept; a phone breaks full lines anew. */
export function PlainText({ text, face = "prose" }: Props) {
  const isNarrow = useMediaQuery("(max-width: 40em)", false, { getInitialValueInEffect: false });
  return (
    <div dir="auto" className={face === "mono" ? classes.mono : classes.prose}>
      {isNarrow ? unwrap(text) : text}
    </div>
  );
}
