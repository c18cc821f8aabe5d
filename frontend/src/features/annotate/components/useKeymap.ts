import { useLocalStorage } from "@mantine/hooks";
import { DEFAULT_KEYMAP, parseKeymap, type Keymap } from "../model/keymap";

/** The keys that one person uses, remembered in this browser. */
export function useKeymap(username: string) {
  const [keymap, setKeymap, resetKeymap] = useLocalStorage<Keymap>({
    key: `plumbline.keys.${username}`,
    defaultValue: DEFAULT_KEYMAP,
    getInitialValueInEffect: false,
    deserialize: parseKeymap,
  });
  return { keymap, setKeymap, resetKeymap };
}
