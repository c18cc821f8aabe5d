import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { PageLoading } from "@/shared/ui/Loading";
import type { SessionState } from "../model/session";
import classes from "./AnnotatePage.module.css";
import { EmptyQueue } from "./EmptyQueue";
import { Panes } from "./Panes";

interface Props {
  state: SessionState;
  onRetry: () => void;
}

/** What stands between the top line and the buttons. */
export function DeskContent({ state, onRetry }: Props) {
  const { phase, served, verdict, error } = state;
  return (
    <div className={classes.content}>
      {error && (
        <div className={classes.error}>
          <ErrorNotice error={error} {...(phase === "failed" && { onRetry })} />
        </div>
      )}
      {phase === "loading" && <PageLoading />}
      {phase === "empty" && <EmptyQueue reason={state.emptyReason} retryAt={state.retryAt} />}
      {served && phase !== "empty" && <Panes key={served.id} served={served} verdict={verdict} />}
    </div>
  );
}
