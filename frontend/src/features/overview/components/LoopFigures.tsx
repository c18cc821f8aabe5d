import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { LiveHead } from "@/api/types";
import { count, counted, fromNow } from "@/shared/lib/format";
import { liveHeadQuery } from "@/shared/model/liveHeadQuery";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Figure, Figures } from "@/shared/ui/Figure";
import { RowsLoading } from "@/shared/ui/Loading";
import { useProgress } from "../api/overview";

/** The loop at a glance: what people said, what is asked, what the model has learned. */
export function LoopFigures({ slug }: { slug: string }) {
  const { data: progress, error } = useProgress(slug);
  const { data: head, error: headError } = useQuery(liveHeadQuery(slug));
  if (error ?? headError) return <ErrorNotice error={error ?? headError} />;
  if (!progress || !head) return <RowsLoading rows={2} />;
  const flagged = progress.comparisons_flagged ?? 0;
  return (
    <Figures>
      <Figure
        label="Answers"
        value={count(progress.answers)}
        hint={`${count(progress.imported_preferences)} more imported`}
      />
      <Figure
        label="Open comparisons"
        value={count(progress.open)}
        hint={
          flagged > 0 ? (
            <Anchor component={Link} to="comparisons" inherit>
              {flagged} flagged
            </Anchor>
          ) : (
            `${count(progress.leased_by_others)} with others now`
          )
        }
      />
      <Figure
        label="Prompts and responses"
        value={count(progress.prompts)}
        hint={counted(progress.responses ?? 0, "response")}
      />
      <Figure label="Live head" value={`Step ${count(head.step)}`} hint={headHint(head)} />
      <Figure
        label="Scorer"
        value={head.scorer_alive ? "Alive" : "Not running"}
        hint={head.scorer_alive ? versionName(head) : "Labelling goes on from the last priorities"}
      />
    </Figures>
  );
}

const versionName = ({ version }: LiveHead) =>
  version === null ? "No version yet" : `Version ${version}`;

function headHint({ pending, published_at }: LiveHead): string {
  if (pending > 0) return `${counted(pending, "answer")} on the way`;
  return published_at ? `Published ${fromNow(published_at)}` : "Nothing learned yet";
}
