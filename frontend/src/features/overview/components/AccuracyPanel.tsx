import { i18n } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Accuracy } from "@/api/types";
import { count, percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { LineChart } from "@/shared/ui/LineChart";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useAccuracy } from "../api/overview";
import { ShareInterval } from "./ShareInterval";
import classes from "./AccuracyPanel.module.css";

const HINT = msg`Each answer is predicted before it is learned from, by the head that was live when it was shown.`;

/** How well the model foretells people: over time, and on the random share. */
export function AccuracyPanel({ slug }: { slug: string }) {
  const { data, error } = useAccuracy(slug);
  return (
    <Panel title={t`Accuracy of the live head`} hint={i18n._(HINT)}>
      <ErrorNotice error={error} />
      {!data && !error && <RowsLoading />}
      {data && <Content accuracy={data} />}
    </Panel>
  );
}

function Content({ accuracy }: { accuracy: Accuracy }) {
  const points = accuracy.prequential.map(({ step, accuracy: y }) => ({ x: step, y }));
  const last = points.at(-1);
  if (!last) {
    return (
      <EmptyState title={t`No predictions yet`} order={3}>
        <Trans>The line begins with the first answers after a version is live.</Trans>
      </EmptyState>
    );
  }
  return (
    <div className={classes.columns}>
      <figure className={classes.chart}>
        <LineChart
          points={points}
          xName={t`Step`}
          summary={t`Prequential accuracy by step; ${percent(last.y, 1)} at step ${count(last.x)}.`}
          formatY={percent}
          domainY={[Math.min(0.4, ...points.map((point) => point.y)), 1]}
          reference={{ value: 0.5, name: t`chance` }}
        />
        <Text component="figcaption" size="xs" c="dimmed" ta="center">
          <Trans>Head step</Trans>
        </Text>
      </figure>
      <div className={classes.shares}>
        <ShareInterval
          name={t`Random share`}
          share={accuracy.random_share}
          hint={t`Drawn at random, so free of the queue's choice: the figure to quote.`}
        />
        <ShareInterval
          name={t`Active share`}
          share={accuracy.active_share}
          hint={t`Chosen because the model was unsure, so harder on purpose.`}
        />
      </div>
    </div>
  );
}
