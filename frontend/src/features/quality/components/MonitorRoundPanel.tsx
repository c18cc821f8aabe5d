import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Group, Text } from "@mantine/core";
import type { MonitorRound } from "@/api/types";
import { count } from "@/shared/lib/format";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { ProgressLine } from "@/shared/ui/ProgressLine";
import { StateBadge } from "@/shared/ui/StateBadge";
import { isUnderWay } from "@/shared/work/states";
import { useCloseRound, useRoundFigures } from "../api/monitor";
import { Loaded } from "./Loaded";
import { MonitorFigures } from "./MonitorFigures";

interface Props {
  slug: string;
  round: MonitorRound;
  isAdmin: boolean;
}

/** One round: how far it is, whether it raised an alarm, and its figures. */
export function MonitorRoundPanel({ slug, round, isAdmin }: Props) {
  const { id, answered, asked, samples, alarm, error } = round;
  return (
    <Panel
      title={t`Round ${id}`}
      hint={t`Best of up to ${samples}; ${count(answered)} of ${count(asked)} comparisons answered.`}
      actions={
        <Group gap="sm">
          <StateBadge state={stateOf(round)} />
          {isAdmin && round.open && <CloseRound slug={slug} id={id} />}
        </Group>
      }
      flush
    >
      {alarm && <Raised n={alarm.n} answers={alarm.answers} />}
      {error && (
        <Alert color="red" mx={20} mb="sm" title={t`The round could not be drawn`}>
          {error.message}
        </Alert>
      )}
      {isUnderWay(round) && (
        <div style={{ padding: "0 20px 16px" }}>
          <ProgressLine value={round.progress} label={t`Drawing and scoring`} />
        </div>
      )}
      {round.state === "succeeded" &&
        (answered ? <Measured slug={slug} round={round} /> : <Unanswered />)}
    </Panel>
  );
}

const stateOf = (round: MonitorRound) => {
  if (round.state !== "succeeded") return round.state;
  return round.open ? "open" : "closed";
};

function Measured({ slug, round }: Pick<Props, "slug" | "round">) {
  const query = useRoundFigures(slug, round);
  return <Loaded query={query}>{(figures) => <MonitorFigures figures={figures} />}</Loaded>;
}

function Raised({ n, answers }: { n: number; answers: number }) {
  const after = plural(answers, { one: "# answer", other: "# answers" });
  return (
    <Alert color="red" mx={20} mb="sm" title={t`The reward promises more than people give`}>
      <Trans>
        Seen after {after}, at the best of {n}. Do not choose harder by this reward: look at what it
        prefers, label more of that, and retrain.
      </Trans>
    </Alert>
  );
}

function Unanswered() {
  return (
    <EmptyState title={t`Not answered yet`} order={3}>
      <Trans>
        Annotators meet its comparisons among the others, and first of all where nothing else is
        open. Figures appear with the first answers.
      </Trans>
    </EmptyState>
  );
}

function CloseRound({ slug, id }: { slug: string; id: number }) {
  const close = useCloseRound(slug);
  return (
    <ConfirmButton
      size="xs"
      variant="default"
      label={t`Close`}
      name={t`Close round ${id}`}
      title={t`Close the round?`}
      question={
        <Text>
          <Trans>
            Nobody else is asked, its figures stay as they are, and the reward model learns from its
            answers.
          </Trans>
        </Text>
      }
      confirm={t`Close the round`}
      onConfirm={() => close.mutateAsync(id)}
      error={close.error}
      pending={close.isPending}
    />
  );
}
