import { t } from "@lingui/core/macro";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Breakdown } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { lowerCase, percent } from "@/shared/lib/format";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { useRuleName } from "@/shared/project/choices";
import { valueName, wayName, waysIn } from "../model/names";

/** Accuracy by what the comparisons are about, and how they were chosen. */
export function AccuracySlices({ slices }: { slices: Breakdown["slices"] }) {
  const ruleName = useRuleName();
  const present = waysIn(slices);
  const ways = slices.some(({ by }) => by === "time") ? [...present, "time" as const] : present;
  const [chosen, setWay] = useState(ways[0]);
  const way = chosen ?? ways[0];
  if (!way) return null;
  return (
    <Panel
      title={t`Where the model is right`}
      hint={t`By domain, depth and time on the random share alone; by stream and acquisition rule on all predicted answers.`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t`Split by`}
          data={ways.map((value) => ({ value, label: wayName(value) }))}
          value={way}
          onChange={(value) => setWay(value)}
        />
      }
      flush
    >
      <IntervalTable
        caption={t`Accuracy by ${lowerCase(wayName(way))}`}
        nameHeading={wayName(way)}
        valueHeading={t`Right`}
        noteHeading={t`Rests on`}
        rows={slices
          .filter(({ by }) => by === way)
          .map(({ value, accuracy, low, high, n }) => ({
            key: value,
            name: valueName(way, value, ruleName),
            value: accuracy,
            low,
            high,
            note: countedAnswers(n),
          }))}
        domain={[0, 1]}
        reference={0.5}
        format={(value) => percent(value)}
      />
    </Panel>
  );
}
