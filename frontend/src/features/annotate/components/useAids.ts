import { useLocalStorage } from "@mantine/hooks";
import { NO_AIDS, parseAids, type Aids } from "../model/aids";

/** The aids to reading that one person has turned on, remembered in this browser. */
export function useAids(username: string) {
  const [aids, setAids] = useLocalStorage<Aids>({
    key: `plumbline.aids.${username}`,
    defaultValue: NO_AIDS,
    getInitialValueInEffect: false,
    deserialize: parseAids,
  });
  const toggle = (aid: keyof Aids) => setAids((now) => ({ ...now, [aid]: !now[aid] }));
  return { aids, toggle };
}
