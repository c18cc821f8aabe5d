import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { count, decimal, fromNow } from "@/shared/lib/format";
import { liveHeadQuery } from "@/shared/model/liveHeadQuery";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Figure, Figures } from "@/shared/ui/Figure";
import { RowsLoading } from "@/shared/ui/Loading";

export function HeadFigures({ slug }: { slug: string }) {
  const { data: head, error } = useQuery(liveHeadQuery(slug));
  if (error) return <ErrorNotice error={error} />;
  if (!head) return <RowsLoading rows={2} />;
  return (
    <Figures>
      <Figure
        label={t`Live version`}
        value={head.version ?? t`None`}
        hint={head.version === null ? t`Retrain to make the first` : t`Serves all scores`}
      />
      <Figure
        label={t`Head step`}
        value={count(head.step)}
        hint={head.published_at ? t`Published ${fromNow(head.published_at)}` : t`Not published yet`}
      />
      <Figure
        label={t`Answers seen`}
        value={count(head.preferences_seen)}
        hint={t`Each exactly once`}
      />
      <Figure
        label={t`On the way`}
        value={count(head.pending)}
        hint={head.pending === 0 ? t`The head is up to date` : t`Answers not yet learned`}
      />
      <Figure
        label={t`Drift`}
        value={head.drift === null ? t`None yet` : decimal(head.drift, 2)}
        hint={t`Standard deviations from the last refit; below 1 is good`}
      />
      {head.forgetting && <TasteFigure halfLife={head.forgetting.half_life} />}
      <Figure
        label={t`Scorer`}
        value={head.scorer_alive ? t`Alive` : t`Not running`}
        hint={head.scorer_alive ? t`Answers requests` : t`Labelling goes on without it`}
      />
      {head.truncated_responses > 0 && (
        <Figure
          label={t`Read in part`}
          value={count(head.truncated_responses)}
          hint={t`Responses that are too long for the model, which does not see their ends`}
        />
      )}
    </Figures>
  );
}

/** Whether the latest answers are foretold better when old ones count for less. */
function TasteFigure({ halfLife }: { halfLife: number | null }) {
  return (
    <Figure
      label={t`Taste`}
      value={halfLife === null ? t`Steady` : t`Changed`}
      hint={
        halfLife === null
          ? t`Old answers count as much as new ones`
          : t`An answer counts half after ${count(halfLife)} more`
      }
    />
  );
}
