import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { progressQuery } from "@/shared/project/progressQuery";
import { count, duration } from "@/shared/lib/format";
import { useSettings } from "@/shared/settings/useSettings";
import { Explained } from "@/shared/ui/Explained";
import type { Desk } from "../model/actions";
import { paceOf } from "../model/sitting";
import { ReadingTools } from "./ReadingTools";
import classes from "./TopLine.module.css";

// The server counts no further.
const MOST_COUNTED = 100;

interface Props {
  desk: Desk;
  slug: string;
  question: string;
}

/** The question, what became of the last answer, the aids to reading, the progress. */
export function TopLine({ desk, slug, question }: Props) {
  const { state } = desk;
  const pace = paceOf(state.sitting);
  const isEmpty = state.phase === "empty";
  const { data } = useQuery({ ...progressQuery(slug), enabled: isEmpty, staleTime: 0 });
  const progress = isEmpty ? (data ?? state.progress) : state.progress;
  const goal = useSettings().settings.labelling.daily_goal;
  const today = progress?.answered_by_me_today ?? 0;
  return (
    <div className={classes.line}>
      <h1 className={classes.question} dir="auto">
        {state.served?.question ?? question}
      </h1>
      <div className={classes.notice} role="status" data-tone={state.notice?.tone}>
        {state.notice && <span key={state.served?.id}>{state.notice.text}</span>}
      </div>
      <ReadingTools desk={desk} />
      {progress && (
        <dl className={classes.progress}>
          <Item
            label={t`today`}
            value={goal > 0 ? t`${count(today)} of ${count(goal)}` : count(today)}
            text={
              goal > 0
                ? t`Your answers today, and the goal that you set yourself on the account page.`
                : t`Your answers today. You can set yourself a goal on the account page.`
            }
          />
          <Item label={t`in all`} value={count(progress.answered_by_me)} />
          <Item
            label={t`open`}
            text={t`Comparisons that wait for an answer now. The list refills itself as the model learns, so it does not run down to nothing.`}
            value={progress.open < MOST_COUNTED ? count(progress.open) : `${count(MOST_COUNTED)}+`}
          />
          {pace !== null && <Item label={t`each`} value={duration(pace)} />}
        </dl>
      )}
    </div>
  );
}

interface ItemProps {
  label: string;
  value: string;
  /** What it counts, where that is not plain. */
  text?: string;
}

function Item({ label, value, text }: ItemProps) {
  return (
    <div>
      <dd>{value}</dd>
      <dt>{text === undefined ? label : <Explained text={text}>{label}</Explained>}</dt>
    </div>
  );
}
