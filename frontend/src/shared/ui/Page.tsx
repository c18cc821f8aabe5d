import type { ReactNode } from "react";
import classes from "./Page.module.css";

interface Props {
  width?: "narrow" | "normal" | "wide";
  children: ReactNode;
}

/** The column that a page's parts stand in. */
export function Page({ width = "normal", children }: Props) {
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}
