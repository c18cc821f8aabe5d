import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Figure.module.css";

interface Props {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
}

/** One number with its name, in a row of such. */
export function Figure({ label, value, hint }: Props) {
  return (
    <div className={classes.figure}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        {value}
        {hint && (
          <Text component="span" size="xs" c="dimmed" className={classes.hint}>
            {hint}
          </Text>
        )}
      </dd>
    </div>
  );
}

export function Figures({ children }: { children: ReactNode }) {
  return <dl className={classes.row}>{children}</dl>;
}
