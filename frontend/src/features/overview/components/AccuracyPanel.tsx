import { Text } from "@mantine/core";
import type { Accuracy } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { LineChart } from "@/shared/ui/LineChart";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useAccuracy } from "../api/overview";
import { ShareInterval } from "./ShareInterval";
import classes from "./AccuracyPanel.module.css";

const HINT =
  "Each answer is predicted before it is learned from, by the head that was live when it was shown.";

/** How well the model foretells people: over time, and on the random share. */
export function AccuracyPanel({ slug }: { slug: string }) {
  const { data, error } = useAccuracy(slug);
  return (
    <Panel title="Accuracy of the live head" hint={HINT}>
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
      <EmptyState title="No predictions yet" order={3}>
        The line begins with the first answers after a version is live.
      </EmptyState>
    );
  }
  return (
    <div className={classes.columns}>
      <figure className={classes.chart}>
        <LineChart
          points={points}
          xName="Step"
          summary={`Prequential accuracy by step; ${percent(last.y, 1)} at step ${last.x}.`}
          formatY={percent}
          domainY={[Math.min(0.4, ...points.map((point) => point.y)), 1]}
          reference={{ value: 0.5, name: "chance" }}
        />
        <Text component="figcaption" size="xs" c="dimmed" ta="center">
          Head step
        </Text>
      </figure>
      <div className={classes.shares}>
        <ShareInterval
          name="Random share"
          share={accuracy.random_share}
          hint="Drawn at random, so free of the queue's choice: the figure to quote."
        />
        <ShareInterval
          name="Active share"
          share={accuracy.active_share}
          hint="Chosen because the model was unsure, so harder on purpose."
        />
      </div>
    </div>
  );
}
