import { useQuery } from "@tanstack/react-query";
import { progressQuery } from "@/shared/project/progressQuery";
import { count } from "@/shared/lib/format";
import type { SessionState } from "../model/session";
import classes from "./TopLine.module.css";

interface Props {
  state: SessionState;
  slug: string;
  question: string;
}

/** The question, what became of the last answer, and the progress. */
export function TopLine({ state, slug, question }: Props) {
  const isEmpty = state.phase === "empty";
  const { data } = useQuery({ ...progressQuery(slug), enabled: isEmpty, staleTime: 0 });
  const progress = isEmpty ? (data ?? state.progress) : state.progress;
  return (
    <div className={classes.line}>
      <h1 className={classes.question}>{state.served?.question ?? question}</h1>
      <div className={classes.notice} role="status" data-tone={state.notice?.tone}>
        {state.notice && <span key={state.served?.id}>{state.notice.text}</span>}
      </div>
      {progress && (
        <dl className={classes.progress}>
          <Item label="today" value={progress.answered_by_me_today} />
          <Item label="in all" value={progress.answered_by_me} />
          <Item label="open" value={progress.open} />
        </dl>
      )}
    </div>
  );
}

function Item({ label, value }: { label: string; value: number }) {
  return (
    <div>
      <dd>{count(value)}</dd>
      <dt>{label}</dt>
    </div>
  );
}
