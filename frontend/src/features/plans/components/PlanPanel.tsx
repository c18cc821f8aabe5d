import { i18n } from "@lingui/core";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { Plan } from "@/api/types";
import { countedResponses } from "@/shared/lib/counts";
import { count } from "@/shared/lib/format";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { Panel } from "@/shared/ui/Panel";
import { ProgressLine } from "@/shared/ui/ProgressLine";
import type { PlanMutations } from "../api/plans";
import { callsOf, shareDone, timesOf, WHICH } from "../model";

interface Props {
  plan: Plan;
  mutations: PlanMutations;
  canChange: boolean;
}

export function PlanPanel({ plan, mutations, canChange }: Props) {
  const { waiting, failed, samples, rounds, reasons } = plan.progress;
  return (
    <Panel
      title={plan.name}
      hint={describe(plan)}
      actions={canChange && <Deeds plan={plan} mutations={mutations} />}
    >
      <Stack gap="sm">
        <ProgressLine
          label={stateOf(plan)}
          value={shareDone(plan)}
          running={waiting > 0 && !plan.paused}
        />
        <Text size="sm" c="dimmed" role="status">
          {[
            countedResponses(samples),
            waiting > 0 && t`${count(waiting)} prompts to write for`,
            failed > 0 && t`${count(failed)} failed`,
            callsOf(plan),
            plural(rounds, { one: "# round", other: "# rounds" }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
        {reasons.length > 0 && (
          <Alert color="red" title={t`What failed, and why`}>
            {reasons.map(({ code, message, generations }) => (
              <Text key={code + message} size="sm">
                {generations > 0 ? t`${count(generations)}: ${message}` : message}
              </Text>
            ))}
          </Alert>
        )}
      </Stack>
    </Panel>
  );
}

function Deeds({ plan, mutations }: Omit<Props, "canChange">) {
  const { id, name, paused, progress } = plan;
  const { change, begin, cancel, retry } = mutations;
  const idle = progress.waiting === 0;
  return (
    <Group gap="xs">
      {progress.failed > 0 && (
        <Button
          variant="default"
          size="compact-sm"
          loading={retry.isPending}
          onClick={() => retry.mutate({ id })}
        >
          <Trans>Try the {count(progress.failed)} again</Trans>
        </Button>
      )}
      {idle && !paused && (
        <Button
          variant="default"
          size="compact-sm"
          loading={begin.isPending}
          aria-label={t`Begin a round of ${name}`}
          onClick={() => begin.mutate({ id })}
        >
          <Trans>Begin a round</Trans>
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        loading={change.isPending}
        aria-label={paused ? t`Let ${name} go on` : t`Pause ${name}`}
        onClick={() => change.mutate({ id, body: { paused: !paused } })}
      >
        {paused ? <Trans>Go on</Trans> : <Trans>Pause</Trans>}
      </Button>
      {!idle && (
        <ConfirmButton
          variant="subtle"
          color="red"
          size="compact-sm"
          label={<Trans>Call off</Trans>}
          name={t`Call off ${name}`}
          title={t`Call off ${name}?`}
          question={
            <Trans>What is still to be written is not written. What was written stays.</Trans>
          }
          confirm={t`Call off`}
          onConfirm={() => cancel.mutateAsync({ id })}
          error={cancel.error}
          pending={cancel.isPending}
        />
      )}
    </Group>
  );
}

function stateOf({ paused, progress: { waiting, rounds } }: Plan): string {
  if (paused) return t`Paused`;
  if (waiting > 0) return t`Being written`;
  return rounds > 0 ? t`Written` : t`Waits for its first round`;
}

function describe(plan: Plan): string {
  const which = WHICH.find(({ value }) => value === plan.which);
  const { q, domain, format } = plan.filters;
  const sources = plan.sources.map(({ name, checkpoint_name }) =>
    checkpoint_name ? t`${name}, ${checkpoint_name}` : name,
  );
  return [
    which && i18n._(which.label),
    q && t`with “${q}”`,
    domain && t`about ${domain}`,
    format && t`imported as ${format}`,
    t`${count(plan.samples)} each from ${sources.join(", ")}`,
    timesOf(plan),
  ]
    .filter(Boolean)
    .join(" · ");
}
