import { useState } from "react";
import { useNavigate } from "react-router";
import { useProject } from "@/shared/project/useProject";
import type { Desk, PanelName } from "../model/actions";
import { fieldsOf, nextField } from "../model/asks";
import type { SessionState } from "../model/session";
import { focusedField, focusField } from "./focusField";
import { useAids } from "./useAids";
import { useKeymap } from "./useKeymap";
import { useKeys } from "./useKeys";
import { usePointed } from "./usePointed";

/** A comparison's place of work: its keys, aids to reading and dialogs. */
export function useDesk(session: Desk["session"], state: SessionState, isCovered = false) {
  const { slug } = useProject();
  const { aids, toggle } = useAids();
  const keys = useKeymap();
  const [panel, setPanel] = useState<PanelName | null>(null);
  const navigate = useNavigate();
  const pointed = usePointed(state.served?.id);
  const desk: Desk = {
    state,
    session,
    open: setPanel,
    aids,
    toggle,
    stepSentence: pointed.step,
    toNode: (node) => void navigate(`/projects/${slug}/nodes/${node}`),
    toQuestion: () => {
      if (!state.served) return;
      const next = nextField(fieldsOf(state.served), state.given, focusedField());
      if (next) focusField(next.id);
    },
    keymap: keys.keymap,
  };
  useKeys(desk, panel === null && !isCovered && !state.signedOut);
  return { desk, pointed, panel, close: () => setPanel(null), keys };
}
