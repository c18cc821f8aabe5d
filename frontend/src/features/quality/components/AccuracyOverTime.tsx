import { t } from "@lingui/core/macro";
import type { Breakdown } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { IntervalChart } from "@/shared/ui/IntervalChart";

interface Props {
  slices: Breakdown["slices"];
  ceiling: Breakdown["ceiling"];
}

/** Accuracy on the random share by day, week or month. */
export function AccuracyOverTime({ slices, ceiling }: Props) {
  const points = slices
    .filter(({ by }) => by === "time")
    .map(({ value: label, accuracy: value, low, high }) => ({ label, value, low, high }));
  const last = points.at(-1);
  if (points.length < 2 || !last) return null;
  const reference =
    ceiling.value === null
      ? { value: 0.5, name: t`Chance` }
      : { value: ceiling.value, name: t`What people reach` };
  return (
    <div style={{ padding: "8px 20px 16px" }}>
      <IntervalChart
        points={points}
        summary={t`Accuracy on the random share over ${points.length} periods; ${percent(last.value)} in the last, from ${last.label}.`}
        format={(value) => percent(value)}
        domain={[0, 1]}
        reference={reference}
        legend={{ measured: t`Share right` }}
      />
    </div>
  );
}
