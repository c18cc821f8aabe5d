import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { MonitorRound } from "@/api/types";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { RowList } from "@/shared/ui/RowList";
import { useRounds } from "../api/monitor";
import { MonitorRoundPanel } from "./MonitorRoundPanel";
import { NewRound } from "./NewRound";

/** What the reward promises of choosing by it, against what people say of what it chose. */
export function MonitorPart({ slug }: { slug: string }) {
  const isAdmin = atLeast(useProject().role, "admin");
  const list = useRounds(slug);
  const isOpen = list.rows?.some(({ open }) => open) ?? true;
  return (
    <>
      {isAdmin && !isOpen && <NewRound slug={slug} />}
      <RowList list={list} empty={<Nothing isAdmin={isAdmin} />}>
        {(rounds: MonitorRound[]) =>
          rounds.map((round) => (
            <MonitorRoundPanel key={round.id} slug={slug} round={round} isAdmin={isAdmin} />
          ))
        }
      </RowList>
    </>
  );
}

function Nothing({ isAdmin }: { isAdmin: boolean }) {
  return (
    <EmptyState title={t`No rounds yet`} order={2}>
      {isAdmin ? (
        <Trans>
          Start one above: it needs ten prompts with several responses each, and a reward model that
          has learned from some answers.
        </Trans>
      ) : (
        <Trans>An admin of the project can start one here.</Trans>
      )}
    </EmptyState>
  );
}
