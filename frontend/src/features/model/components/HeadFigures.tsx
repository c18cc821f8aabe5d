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
        label="Live version"
        value={head.version ?? "None"}
        hint={head.version === null ? "Retrain to make the first" : "Serves all scores"}
      />
      <Figure
        label="Head step"
        value={count(head.step)}
        hint={head.published_at ? `Published ${fromNow(head.published_at)}` : "Not published yet"}
      />
      <Figure label="Answers seen" value={count(head.preferences_seen)} hint="Each exactly once" />
      <Figure
        label="On the way"
        value={count(head.pending)}
        hint={head.pending === 0 ? "The head is up to date" : "Answers not yet learned"}
      />
      <Figure
        label="Drift"
        value={head.drift === null ? "None yet" : decimal(head.drift, 2)}
        hint="Standard deviations to the last refit; below 1 is well"
      />
      <Figure
        label="Scorer"
        value={head.scorer_alive ? "Alive" : "Not running"}
        hint={head.scorer_alive ? "Answers requests" : "Labelling goes on without it"}
      />
    </Figures>
  );
}
