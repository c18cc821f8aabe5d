import { useEffect, useState, useSyncExternalStore } from "react";
import { draftStore } from "@/shared/answers/drafts";
import { idbStore } from "../model/idbStore";
import { AnnotationSession } from "../model/session";

/** The session of this page; a new one for another project or person. */
export function useSession(slug: string, username: string) {
  const [session] = useState(
    () => new AnnotationSession(slug, idbStore(username, slug), draftStore(username, slug)),
  );
  useEffect(() => session.start(), [session]);
  return { session, state: useSyncExternalStore(session.subscribe, session.getState) };
}
