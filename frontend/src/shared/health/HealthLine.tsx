import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Health } from "@/api/types";
import classes from "./HealthLine.module.css";
import { verdictOf } from "./verdict";

interface Props {
  health: Health;
  /** Where to do something about it. */
  children?: ReactNode;
}

/** How a project is, in one sentence with a dot before it. */
export function HealthLine({ health, children }: Props) {
  const { isGood, text } = verdictOf(health);
  return (
    <div className={classes.line} role="status">
      <span className={classes.dot} data-good={isGood} aria-hidden="true" />
      <Text fw={500}>{text}</Text>
      {!isGood && children}
    </div>
  );
}
