import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { MonitorFigures as Figures } from "@/api/types";
import { decimal, percent } from "@/shared/lib/format";
import { IntervalChart } from "@/shared/ui/IntervalChart";
import { IntervalTable } from "@/shared/ui/IntervalTable";

/** Promised and human win rates, their gap, and where choosing harder stops paying. */
export function MonitorFigures({ figures: { points, curve } }: { figures: Figures }) {
  const last = points.at(-1);
  if (!last) return null;
  const greatest = last.n;
  const label = (n: number) => t`Best of ${n}`;
  const matched = points.flatMap(({ n, matched: found }) =>
    found
      ? [{ key: `m${n}`, name: t`Best of ${n}, like lengths`, ...found, note: decimal(found.n, 0) }]
      : [],
  );
  return (
    <>
      <div style={{ padding: "8px 20px 16px" }}>
        <IntervalChart
          points={points.map(({ n, human, promised }) => ({
            label: label(n),
            value: human.value,
            low: human.low,
            high: human.high,
            expected: promised,
          }))}
          summary={t`At the best of ${greatest} people prefer the pick in ${percent(last.human.value)} of cases; the reward promises ${percent(last.promised)}.`}
          format={(value) => percent(value)}
          domain={[0, 1]}
          reference={{ value: 0.5, name: t`No better than any` }}
          legend={{ measured: t`Win rate by people`, expected: t`Promised` }}
        />
      </div>
      <IntervalTable
        caption={t`Win rate by people`}
        nameHeading={t`Pick`}
        valueHeading={t`By people`}
        noteHeading={t`Answers`}
        rows={[
          ...points.map(({ n, human }) => ({
            key: String(n),
            name: label(n),
            ...human,
            note: decimal(human.n, 0),
          })),
          ...matched,
        ]}
        domain={[0, 1]}
        reference={0.5}
        format={(value) => percent(value)}
      />
      <IntervalTable
        caption={t`Gap`}
        nameHeading={t`Pick`}
        valueHeading={t`Promised less given`}
        noteHeading={t`KL, at most`}
        rows={points.map(({ n, kl, gap, gap_low: low, gap_high: high }) => ({
          key: String(n),
          name: label(n),
          value: gap,
          low,
          high,
          note: t`${decimal(kl, 2)} nats`,
        }))}
        domain={[-1, 1]}
        reference={0}
        format={(value) => percent(value)}
      />
      <Text px={20} py="sm" size="sm" c="dimmed" component="div">
        <Trans>
          The gap's intervals hold at all looks together: you may look every day. Those of win rates
          are for one look.
        </Trans>{" "}
        {curve && <Advice curve={curve} />}
      </Text>
    </>
  );
}

function Advice({ curve }: { curve: NonNullable<Figures["curve"]> }) {
  const n = curve.recommended;
  const advice = plural(n, {
    one: "Recommended: take any response, the reward does not help for sure.",
    other: "Recommended: the best of #.",
  });
  if (curve.peak === null) {
    return (
      <Trans>
        {advice} No turning point was found up to there; {percent(curve.peak_chance)} of resamples
        have one.
      </Trans>
    );
  }
  return (
    <Trans>
      {advice} The fitted curve turns at {decimal(curve.peak, 1)}; {percent(curve.peak_chance)} of
      resamples turn.
    </Trans>
  );
}
