import { t } from "@lingui/core/macro";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { useSignedIn } from "@/shared/session/useMe";
import { ActionBar } from "./ActionBar";
import classes from "./AnnotatePage.module.css";
import { BreakBanner } from "./BreakBanner";
import { DeskContent } from "./DeskContent";
import { FirstVisit } from "./FirstVisit";
import { FlagDialog } from "./FlagDialog";
import { LoginDialog } from "./LoginDialog";
import { LookUps } from "./LookUps";
import { ScaleRow } from "./ScaleRow";
import { SkipDialog } from "./SkipDialog";
import { TabGuard } from "./TabGuard";
import { TopLine } from "./TopLine";
import { UnsentBanner } from "./UnsentBanner";
import { useDesk } from "./useDesk";
import { useFirstVisit } from "./useFirstVisit";
import { useSession } from "./useSession";

export function AnnotatePage() {
  const { slug, name } = useProject();
  const { username } = useSignedIn();
  useTitle(t`Annotate`, name);
  return (
    <TabGuard key={`${slug} ${username}`} name={`${slug} ${username}`}>
      <Workplace username={username} />
    </TabGuard>
  );
}

function Workplace({ username }: { username: string }) {
  const project = useProject();
  const { session, state } = useSession(project.slug, username);
  const first = useFirstVisit(state, username);
  const { desk, pointed, panel, close, keys } = useDesk(session, state, first.isFirst);
  const begin = () => {
    first.done();
    session.readFromNow();
  };
  return (
    <div className={classes.desk}>
      <TopLine desk={desk} slug={project.slug} question={project.question} />
      <UnsentBanner state={state} onSendNow={session.sendNow} />
      <BreakBanner sitting={state.sitting} onLater={session.remindLater} />
      <DeskContent desk={desk} pointed={pointed} onRetry={() => void session.load()} />
      <ScaleRow desk={desk} />
      <ActionBar desk={desk} />
      {first.isFirst && <FirstVisit onClose={begin} />}
      <LookUps panel={panel} close={close} keys={keys} />
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
