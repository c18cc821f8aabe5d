import classes from "./KeyCap.module.css";

/** A key as it is printed on the board; read out by the button it belongs to. */
export function KeyCap({ children }: { children: string }) {
  return <kbd className={classes.key}>{children}</kbd>;
}
