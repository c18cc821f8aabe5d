import { t } from "@lingui/core/macro";
import type { Agreement } from "@/api/types";
import { decimal } from "@/shared/lib/format";
import { IntervalChart } from "@/shared/ui/IntervalChart";
import { Panel } from "@/shared/ui/Panel";

type Slices = Agreement["slices"];

/** Alpha by day, week or month, where there are at least two of them. */
export function AgreementOverTime({ slices }: { slices: Slices }) {
  const points = slices
    .filter(({ by }) => by === "time")
    .flatMap(({ value: label, alpha_ordinal: { value, low, high } }) =>
      value === null || low === null || high === null ? [] : [{ label, value, low, high }],
    );
  const last = points.at(-1);
  if (points.length < 2 || !last) return null;
  const least = Math.min(0, ...points.map(({ low }) => low));
  return (
    <Panel
      title={t`Agreement over time`}
      hint={t`Krippendorff's alpha, a < tie < b, by when a comparison was first answered. The figures stand in the table below under Time.`}
    >
      <IntervalChart
        points={points}
        summary={t`Krippendorff's alpha over ${points.length} periods; ${decimal(last.value, 2)} in the last, from ${last.label}.`}
        format={(value) => decimal(value, 1)}
        domain={[Math.max(-1, least), 1]}
        reference={{ value: 0, name: t`Chance` }}
        legend={{ measured: t`Alpha` }}
      />
    </Panel>
  );
}
