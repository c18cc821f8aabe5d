import { Popover, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Explained.module.css";

interface Props {
  /** What it means, in a sentence or two. */
  text: string;
  children: ReactNode;
}

/** A word that explains itself to whoever presses it. */
export function Explained({ text, children }: Props) {
  return (
    <Popover width={280} position="bottom" withArrow shadow="sm">
      <Popover.Target>
        <UnstyledButton className={classes.term}>{children}</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{text}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
