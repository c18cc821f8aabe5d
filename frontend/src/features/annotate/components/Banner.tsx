import type { ReactNode } from "react";
import classes from "./Banner.module.css";

interface Props {
  role: "alert" | "status";
  children: ReactNode;
}

/** A line above the work that wants to be noticed. */
export function Banner({ role, children }: Props) {
  return (
    <div className={classes.banner} role={role}>
      {children}
    </div>
  );
}
