import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { PageLoading } from "@/shared/ui/Loading";
import type { Desk } from "../model/actions";
import { isSourceHidden } from "../model/reading";
import classes from "./AnnotatePage.module.css";
import { EmptyQueue } from "./EmptyQueue";
import { Panes } from "./Panes";
import { Questions } from "./Questions";
import { SourceCover } from "./SourceCover";
import type { Pointed } from "./usePointed";

interface Props {
  desk: Desk;
  pointed: Pointed;
  onRetry: () => void;
}

/** What stands between the top line and the buttons. */
export function DeskContent({ desk, pointed, onRetry }: Props) {
  const { state, aids, toggle } = desk;
  const { phase, served, upcoming, verdict, error } = state;
  return (
    <div className={classes.content}>
      {error && (
        <div className={classes.error}>
          <ErrorNotice error={error} {...(phase === "failed" && { onRetry })} />
        </div>
      )}
      {phase === "loading" && <PageLoading />}
      {phase === "empty" && <EmptyQueue reason={state.emptyReason} retryAt={state.retryAt} />}
      {served && phase !== "empty" && (
        <div className={classes.work}>
          <Panes
            served={served}
            upcoming={upcoming}
            verdict={verdict}
            aids={aids}
            pointed={pointed}
            onFindClose={() => toggle("find")}
            cover={isSourceHidden(served, state.given) ? <SourceCover desk={desk} /> : null}
          />
          <Questions key={served.id} served={served} desk={desk} />
        </div>
      )}
    </div>
  );
}
