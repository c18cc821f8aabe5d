import { t } from "@lingui/core/macro";
import type { AnswerSource, Leaderboard } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { count, decimal } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { useGenerators } from "../api/metrics";
import { CsvLink } from "./CsvLink";
import { Board } from "./Board";
import { BoardSlices } from "./BoardSlices";
import { Loaded } from "./Loaded";
import { WinMatrix } from "./WinMatrix";

interface Props {
  slug: string;
  source: AnswerSource;
}

export function GeneratorsPart({ slug, source }: Props) {
  const query = useGenerators(slug, source);
  return (
    <Loaded query={query}>
      {(board) =>
        board.generators.length === 0 ? (
          <Panel>
            <EmptyState title={t`No two generators have met yet`} order={2}>
              {board.same_generator > 0
                ? t`All ${count(board.same_generator)} answers compare two responses of one generator.`
                : t`The leaderboard begins with the first answer to a comparison of two generators’ responses.`}
            </EmptyState>
          </Panel>
        ) : (
          <>
            <Panel
              title={t`Leaderboard`}
              hint={hint(board)}
              actions={<CsvLink slug={slug} metric="generators" source={source} />}
              flush
            >
              <Board generators={board.generators} />
            </Panel>
            <Panel
              title={t`Who wins over whom`}
              hint={t`Share of answers that the row’s generator won over the column’s, ties half; below it wins – ties – losses.`}
              actions={<CsvLink slug={slug} metric="generators" part="matrix" source={source} />}
              flush
            >
              <WinMatrix board={board} />
            </Panel>
            <BoardSlices slug={slug} source={source} board={board} />
          </>
        )
      }
    </Loaded>
  );
}

function hint({ answers, same_generator, older, length_effect }: Leaderboard): string {
  const parts = [
    t`Bradley–Terry strengths with ties, in log-odds over the average generator, of ${countedAnswers(answers)}.`,
  ];
  if (length_effect?.value != null) {
    parts.push(
      t`Twice the length moves the log-odds by ${decimal(length_effect.value, 2)} (${decimal(length_effect.low, 2)} to ${decimal(length_effect.high, 2)}).`,
    );
  }
  if (same_generator > 0) {
    parts.push(t`Left out: ${countedAnswers(same_generator)} within one generator.`);
  }
  if (older > 0) {
    parts.push(t`The latest answers alone: ${countedAnswers(older)} are older than these.`);
  }
  return parts.join(" ");
}
