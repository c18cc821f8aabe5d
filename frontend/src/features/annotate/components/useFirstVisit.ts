import { useState } from "react";
import { useProject } from "@/shared/project/useProject";
import type { SessionState } from "../model/session";

const keyOf = (username: string, slug: string) => `plumbline.introduced.${username}.${slug}`;

/** Whether somebody has yet to be shown how this project is answered. */
export function useFirstVisit(state: SessionState, username: string) {
  const { slug } = useProject();
  const [isDone, setDone] = useState(() => localStorage.getItem(keyOf(username, slug)) !== null);
  return {
    isFirst: !isDone && state.phase === "ready" && state.progress?.answered_by_me === 0,
    done: () => {
      localStorage.setItem(keyOf(username, slug), "1");
      setDone(true);
    },
  };
}
