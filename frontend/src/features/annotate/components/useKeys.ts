import { useEffect, useEffectEvent } from "react";
import type { Desk } from "../model/actions";
import { actionForKeys } from "../model/keymap";
import { belongsToTarget, keysOf } from "../model/keys";

/** Performs the action of a pressed key, unless a dialog is open or the key is for typing. */
export function useKeys(desk: Desk, isListening: boolean) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isListening || event.defaultPrevented || belongsToTarget(event)) return;
    const action = actionForKeys(desk.keymap, keysOf(event));
    if (!action) return;
    event.preventDefault();
    // A key held down would answer one comparison after the other unread.
    if (!event.repeat && action.enabled(desk.state)) action.perform(desk);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
