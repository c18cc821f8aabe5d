import { Button, type ButtonProps } from "@mantine/core";
import type { MouseEvent } from "react";
import { KeyCap } from "@/shared/ui/KeyCap";
import type { Action, Desk } from "../model/actions";
import { ariaKey, keyName } from "../model/keys";

interface Props extends ButtonProps {
  action: Action;
  desk: Desk;
  /** In place of the action's own label. */
  label?: string;
  /** The key stands before the label where the button points to the left. */
  keyFirst?: boolean;
}

/** The button of an action, with the key that does the same. */
export function ActionButton({ action, desk, label, keyFirst = false, ...look }: Props) {
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
      {...(keyFirst ? { leftSection: cap } : { rightSection: cap })}
    >
      {label ?? action.label}
    </Button>
  );
}
