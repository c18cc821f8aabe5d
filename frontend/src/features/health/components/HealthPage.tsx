import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Health } from "@/api/types";
import { HealthLine } from "@/shared/health/HealthLine";
import { healthQuery } from "@/shared/health/healthQuery";
import { count, decimal, duration, sentence } from "@/shared/lib/format";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Figure, Figures } from "@/shared/ui/Figure";
import { RowsLoading } from "@/shared/ui/Loading";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { Failures } from "./Failures";

/** Workers, what waits for them, and what failed. */
export function HealthPage() {
  const { slug, name } = useProject();
  const { data, error } = useQuery(healthQuery(slug));
  useTitle(t`Health`, name);
  return (
    <Page>
      <PageHeader title={t`Health`}>
        <Trans>Workers serve every project; the rest is this project's own.</Trans>
      </PageHeader>
      <ErrorNotice error={error} />
      {!data && !error && <RowsLoading />}
      {data && <Content health={data} slug={slug} />}
    </Page>
  );
}

function Content({ health, slug }: { health: Health; slug: string }) {
  const { answer_to_live: latency, head_lag, scorer, failures } = health;
  const behind = head_lag.reduce((sum, { answers }) => sum + answers, 0);
  const seconds = (value: number | null) => (value === null ? "–" : t`${decimal(value, 2)} s`);
  return (
    <>
      <HealthLine health={health} />
      <Figures>
        <Figure label={t`Head behind`} value={count(behind)} hint={t`Answers not learned yet`} />
        <Figure
          label={t`From answer to live`}
          value={seconds(latency.median_seconds)}
          hint={t`95 % within ${seconds(latency.p95_seconds)}`}
        />
        <Figure
          label={t`Requests for rewards`}
          value={t`${count(scorer.used)} of ${count(scorer.places)}`}
          hint={t`Under way in the process that answered`}
        />
      </Figures>
      <Workers health={health} />
      <Waiting health={health} />
      <Failures failures={failures} slug={slug} />
    </>
  );
}

function Workers({ health: { workers } }: { health: Health }) {
  return (
    <Panel title={t`Workers`} flush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Queue`}</Table.Th>
            <Table.Th ta="end">{t`Alive`}</Table.Th>
            <Table.Th ta="end">{t`Places`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {workers.map(({ queue, alive, places }) => (
            <Table.Tr key={queue} c={alive === 0 ? "red" : undefined}>
              <Table.Td>{queue}</Table.Td>
              <Table.Td ta="end">{count(alive)}</Table.Td>
              <Table.Td ta="end">{count(places)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Waiting({ health: { work } }: { health: Health }) {
  return (
    <Panel title={t`Work`} flush>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`Kind`}</Table.Th>
            <Table.Th visibleFrom="xs">{t`Queue`}</Table.Th>
            <Table.Th ta="end">{t`Waiting`}</Table.Th>
            <Table.Th ta="end">{t`Running`}</Table.Th>
            <Table.Th ta="end" visibleFrom="xs">
              {t`Later`}
            </Table.Th>
            <Table.Th ta="end">{t`Oldest`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {work.map(({ kind, queue, waiting, running, put_off, oldest_seconds }) => (
            <Table.Tr key={kind} c={waiting + running + put_off === 0 ? "dimmed" : undefined}>
              <Table.Td>{sentence(kind)}</Table.Td>
              <Table.Td visibleFrom="xs">{queue}</Table.Td>
              <Table.Td ta="end">{count(waiting)}</Table.Td>
              <Table.Td ta="end">{count(running)}</Table.Td>
              <Table.Td ta="end" visibleFrom="xs">
                {count(put_off)}
              </Table.Td>
              <Table.Td ta="end">{waiting > 0 ? duration(oldest_seconds * 1_000) : "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
