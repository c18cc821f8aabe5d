import { i18n } from "@lingui/core";
import { Button, useDirection, type ButtonProps } from "@mantine/core";
import type { MouseEvent } from "react";
import { KeyCap } from "@/shared/ui/KeyCap";
import type { Action, Desk } from "../model/actions";
import { ariaKey, keyName } from "../model/keys";

interface Props extends ButtonProps {
  action: Action;
  desk: Desk;
  /** In place of the action's own label. */
  label?: string;
  /** Where the key stands beside the label; it stands where the button points to. */
  keyAt?: "left" | "right" | "start" | "end";
}

/** The button of an action, with the key that does the same. */
export function ActionButton({ action, desk, label, keyAt = "end", ...look }: Props) {
  const { dir } = useDirection();
  const isFirst = keyAt === "start" || keyAt === (dir === "rtl" ? "right" : "left");
  const keys = desk.keymap[action.id] ?? [];
  const [key] = keys;
  const cap = key === undefined ? null : <KeyCap>{keyName(key)}</KeyCap>;
  const onClick = (event: MouseEvent<HTMLButtonElement>) => {
    // After a click the keys are for the page again: Space skips, it does not press this button.
    if (event.detail > 0) event.currentTarget.blur();
    action.perform(desk);
  };
  return (
    <Button
      {...look}
      data-action={action.id}
      aria-keyshortcuts={keys.map(ariaKey).join(" ")}
      aria-pressed={action.aid && desk.aids[action.aid]}
      disabled={!action.enabled(desk.state)}
      onClick={onClick}
      {...(isFirst ? { leftSection: cap } : { rightSection: cap })}
    >
      {label ?? i18n._(action.label)}
    </Button>
  );
}
