import { useMemo } from "react";
import { useSettings } from "@/shared/settings/useSettings";
import { keymapWith, ownKeys } from "../model/keymap";
import type { Keymap } from "../model/keys";

/** The keys that one person uses, in all their browsers. */
export function useKeymap() {
  const { settings, change, error } = useSettings();
  const keymap = useMemo(() => keymapWith(settings.keys), [settings.keys]);
  const setKeymap = (changed: Keymap) => change(() => ({ keys: ownKeys(changed) }));
  const resetKeymap = () => change(() => ({ keys: {} }));
  return { keymap, setKeymap, resetKeymap, error };
}
