import { useEffect, useRef, useState } from "react";
import { OnlyTab } from "../model/onlyTab";

/** Whether another tab of this browser has the work of that name, and how to bring it here. */
export function useOnlyTab(name: string) {
  const [isElsewhere, setElsewhere] = useState(false);
  const tab = useRef<OnlyTab>(undefined);
  useEffect(() => {
    const present = new OnlyTab(name, setElsewhere);
    tab.current = present;
    return () => present.close();
  }, [name]);
  return { isElsewhere, takeOver: () => tab.current?.takeOver() };
}
