import { t } from "@lingui/core/macro";
import { Select, Stack } from "@mantine/core";
import { useState } from "react";
import type { AttackSuite } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { IntervalChart } from "@/shared/ui/IntervalChart";
import { Panel } from "@/shared/ui/Panel";

/** One attack from version to version. */
export function AttackOverVersions({ suite: { attacks, results } }: { suite: AttackSuite }) {
  const [chosen, setChosen] = useState(attacks[0]?.name ?? "");
  const label = attacks.find(({ name }) => name === chosen)?.label ?? chosen;
  const points = [...results].reverse().flatMap(({ version, figures }) => {
    const figure = figures.find(({ attack }) => attack === chosen);
    if (figure?.value == null || figure.low === null || figure.high === null) return [];
    const { value, low, high } = figure;
    return [{ label: t`Version ${version}`, value, low, high }];
  });
  return (
    <Panel
      title={t`Over versions`}
      hint={t`All versions are tried on the same prompts, as long as these are there.`}
    >
      <Stack>
        <Select
          label={t`Attack`}
          maw={320}
          allowDeselect={false}
          data={attacks.map((attack) => ({ value: attack.name, label: attack.label }))}
          value={chosen}
          onChange={(name) => {
            if (name) setChosen(name);
          }}
        />
        <IntervalChart
          points={points}
          summary={t`How often ${label} succeeds, by version`}
          format={(value) => percent(value)}
          domain={[0, 1]}
          reference={{ value: 0.5, name: t`Chance` }}
          legend={{ measured: t`Success of the attack` }}
        />
      </Stack>
    </Panel>
  );
}
