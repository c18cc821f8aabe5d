import { useState } from "react";
import { useSettings } from "@/shared/settings/useSettings";
import { aidsWith, settingOf, type Aids } from "../model/aids";

/** The aids to reading that one person has turned on; a search is not taken up again. */
export function useAids() {
  const { settings, change } = useSettings();
  const [find, setFind] = useState(false);
  const toggle = (aid: keyof Aids) => {
    if (aid === "find") {
      setFind((now) => !now);
      return;
    }
    const name = settingOf[aid];
    change(({ reading }) => ({ reading: { ...reading, [name]: !reading[name] } }));
  };
  return { aids: aidsWith(settings.reading, find), toggle };
}
