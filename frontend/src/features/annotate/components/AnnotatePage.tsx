import { t } from "@lingui/core/macro";
import { useState } from "react";
import { useProject } from "@/shared/project/useProject";
import { useTitle } from "@/shared/lib/useTitle";
import { useSignedIn } from "@/shared/session/useMe";
import type { Desk, PanelName } from "../model/actions";
import { fieldsOf, nextField } from "../model/asks";
import { ActionBar } from "./ActionBar";
import classes from "./AnnotatePage.module.css";
import { BreakBanner } from "./BreakBanner";
import { DeskContent } from "./DeskContent";
import { FlagDialog } from "./FlagDialog";
import { focusedField, focusField } from "./focusField";
import { GuidelinesDrawer } from "./GuidelinesDrawer";
import { KeySheet } from "./KeySheet";
import { LoginDialog } from "./LoginDialog";
import { ScaleRow } from "./ScaleRow";
import { SkipDialog } from "./SkipDialog";
import { TopLine } from "./TopLine";
import { UnsentBanner } from "./UnsentBanner";
import { useAids } from "./useAids";
import { useKeymap } from "./useKeymap";
import { useKeys } from "./useKeys";
import { usePointed } from "./usePointed";
import { useSession } from "./useSession";

export function AnnotatePage() {
  const { slug } = useProject();
  const { username } = useSignedIn();
  return <Workplace key={`${slug} ${username}`} username={username} />;
}

function Workplace({ username }: { username: string }) {
  const project = useProject();
  const { session, state } = useSession(project.slug, username);
  const { aids, toggle } = useAids(username);
  const { keymap, setKeymap, resetKeymap } = useKeymap(username);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const close = () => setPanel(null);
  const pointed = usePointed(state.served?.id);
  const stepSentence = pointed.step;
  const toQuestion = () => {
    if (!state.served) return;
    const next = nextField(fieldsOf(state.served), state.given, focusedField());
    if (next) focusField(next.id);
  };
  const sight = { aids, toggle, stepSentence };
  const desk: Desk = { state, session, open: setPanel, ...sight, toQuestion, keymap };
  useKeys(desk, panel === null && !state.signedOut);
  useTitle(t`Annotate`, project.name);
  return (
    <div className={classes.desk}>
      <TopLine desk={desk} slug={project.slug} question={project.question} />
      <UnsentBanner state={state} onSendNow={session.sendNow} />
      <BreakBanner sitting={state.sitting} onLater={session.remindLater} />
      <DeskContent desk={desk} pointed={pointed} onRetry={() => void session.load()} />
      <ScaleRow desk={desk} />
      <ActionBar desk={desk} />
      <GuidelinesDrawer
        opened={panel === "guidelines"}
        onClose={close}
        guidelines={project.guidelines}
        question={project.question}
      />
      <KeySheet
        opened={panel === "keys"}
        onClose={close}
        keymap={keymap}
        onChange={setKeymap}
        onReset={resetKeymap}
      />
      <SkipDialog opened={panel === "skip"} onClose={close} onSkip={session.skip} />
      <FlagDialog opened={panel === "flag"} onClose={close} onFlag={session.flag} />
      <LoginDialog
        opened={state.signedOut}
        username={username}
        unsent={state.unsent}
        onSignedIn={session.signedIn}
      />
    </div>
  );
}
