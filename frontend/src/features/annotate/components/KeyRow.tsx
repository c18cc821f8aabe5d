import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";
import { KeyCap } from "@/shared/ui/KeyCap";
import type { Action } from "../model/actions";
import { objectionTo, withKey } from "../model/keymap";
import type { Keymap } from "../model/keys";
import { keyName, keyOf } from "../model/keys";
import classes from "./KeySheet.module.css";

interface Props {
  action: Action;
  keymap: Keymap;
  onChange: (keymap: Keymap) => void;
}

/** An action's keys; pressing "Change" and then a key gives it that key. */
export function KeyRow({ action, keymap, onChange }: Props) {
  const [isAsking, setAsking] = useState(false);
  const [objection, setObjection] = useState<string | null>(null);
  const label = i18n._(action.label);
  const stop = () => {
    setAsking(false);
    setObjection(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isAsking || ["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      stop();
      return;
    }
    const key = keyOf(event.nativeEvent);
    const problem = objectionTo(keymap, action, key);
    setObjection(problem);
    if (problem) return;
    onChange(withKey(keymap, action, key));
    stop();
  };
  return (
    <div className={classes.row}>
      <dt>{label}</dt>
      <dd>
        {(keymap[action.id] ?? []).map((key) => (
          <KeyCap key={key}>{keyName(key)}</KeyCap>
        ))}
        <Button
          size="compact-xs"
          variant={isAsking ? "light" : "subtle"}
          color={isAsking ? "plumb" : "gray"}
          aria-label={t`Change the key of “${label}”`}
          onClick={() => setAsking(true)}
          onKeyDown={onKeyDown}
          onBlur={stop}
          // Escape then leaves the dialog open.
          data-mantine-stop-propagation={isAsking}
        >
          {isAsking ? t`Press a key` : t`Change`}
        </Button>
        <span className={classes.objection} role="status">
          {objection}
        </span>
      </dd>
    </div>
  );
}
