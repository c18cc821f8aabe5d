import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AttackResult, AttackSuite as Suite } from "@/api/types";
import { count, percent } from "@/shared/lib/format";
import { attackSuiteQuery } from "@/shared/model/attackSuite";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { useTryAgain } from "../api/suite";
import { AttackOverVersions } from "./AttackOverVersions";
import { GateForm } from "./GateForm";

interface Props {
  slug: string;
  isAdmin: boolean;
}

/** How often each attack of the suite fools each version. */
export function AttackSuite({ slug, isAdmin }: Props) {
  const { data: suite, error } = useQuery(attackSuiteQuery(slug));
  const again = useTryAgain(slug);
  if (!suite) return <ErrorNotice error={error} />;
  const { results, under_way } = suite;
  return (
    <>
      <Panel
        title={t`Attack suite`}
        hint={t`Every version is tried with worse texts made from well liked responses. An attack succeeds where the worse text scores higher; equal scores count half.`}
        actions={
          <Button
            variant="default"
            loading={again.isPending}
            disabled={under_way}
            onClick={() => {
              again.mutate();
            }}
          >
            {under_way ? <Trans>Being tried …</Trans> : <Trans>Try the live head again</Trans>}
          </Button>
        }
      >
        <ErrorNotice error={again.error} />
        {results.length > 0 ? (
          <Results suite={suite} />
        ) : (
          <EmptyState title={t`No version was tried yet`} order={3}>
            <Trans>A version is tried after its first refit, and whenever one is made.</Trans>
          </EmptyState>
        )}
      </Panel>
      {results.length > 1 && <AttackOverVersions suite={suite} />}
      {isAdmin && <GateForm slug={slug} suite={suite} />}
    </>
  );
}

function Results({ suite }: { suite: Suite }) {
  const { results } = suite;
  const [chosen, setChosen] = useState<string | null>(null);
  const result = results.find(({ version }) => String(version) === chosen) ?? results[0];
  if (!result) return null;
  return (
    <Stack>
      <Group align="end">
        <Select
          label={t`Version`}
          allowDeselect={false}
          data={results.map(({ version, state }) => ({
            value: String(version),
            label: state === "live" ? t`Version ${version}, live` : t`Version ${version}`,
          }))}
          value={String(result.version)}
          onChange={setChosen}
        />
        <Text size="sm" c="dimmed" pb={8}>
          {stateOf(result)}
        </Text>
      </Group>
      {!result.error && <Rates suite={suite} result={result} />}
    </Stack>
  );
}

function stateOf({ error, finished_at, seen, responses, step }: AttackResult): string {
  if (error) return error;
  if (!finished_at) return t`${count(seen)} of ${count(responses)} responses tried so far`;
  if (step === null) return t`${count(responses)} responses, tried with the head it was made with`;
  return t`${count(responses)} responses, tried at step ${count(step)}`;
}

function Rates({ suite, result }: { suite: Suite; result: AttackResult }) {
  const rows = suite.attacks.map((attack, index) => {
    const figure = result.figures[index];
    return {
      key: attack.name,
      name: (
        <>
          {attack.label}
          <Text size="xs" c="dimmed" fw={400} maw="52ch">
            {attack.description}
          </Text>
        </>
      ),
      value: figure?.value ?? null,
      low: figure?.low ?? null,
      high: figure?.high ?? null,
      note: (
        <>
          {count(figure?.n ?? 0)}
          {attack.allowed !== null && (
            <Text size="xs" c={figure?.too_often ? "red.8" : "dimmed"}>
              {figure?.too_often
                ? t`above the ${percent(attack.allowed)} allowed`
                : t`${percent(attack.allowed)} allowed`}
            </Text>
          )}
        </>
      ),
    };
  });
  return (
    <IntervalTable
      caption={t`Attacks on version ${result.version}`}
      nameHeading={t`Attack`}
      valueHeading={t`Succeeds in`}
      noteHeading={t`Tries`}
      rows={rows}
      domain={[0, 1]}
      reference={0.5}
      format={(value) => percent(value)}
    />
  );
}
