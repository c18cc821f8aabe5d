import classes from "./PlainText.module.css";

interface Props {
  text: string;
  /** Technical sources keep their columns; prose gets a reading face. */
  face?: "prose" | "mono";
}

/** Text exactly as written, with its white space kept. */
export function PlainText({ text, face = "prose" }: Props) {
  return <div className={face === "mono" ? classes.mono : classes.prose}>{text}</div>;
}
