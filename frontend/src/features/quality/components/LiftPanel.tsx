import { i18n } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Text } from "@mantine/core";
import type { Lift } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { count, decimal } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { useLift } from "../api/metrics";
import { around } from "../model/scale";
import { CsvLink } from "./CsvLink";
import { Loaded } from "./Loaded";

const VERDICTS = {
  better: { colour: "plumb", text: msg`Better than random` },
  worse: { colour: "orange", text: msg`Worse than random` },
  "no lift": { colour: "gray", text: msg`No lift` },
};

/** What active selection has been worth, "no lift" included. */
export function LiftPanel({ slug }: { slug: string }) {
  const query = useLift(slug);
  return (
    <Panel
      title={t`Lift of active selection`}
      hint={t`How much better answers drawn at random are predicted when the acquisition rule chose half of what was learned, instead of a random draw. Measured at every refit, on prompts that neither head has seen.`}
      actions={<CsvLink slug={slug} metric="lift" />}
      flush
    >
      <Loaded query={query}>
        {(lift) =>
          lift.verdict && lift.log_loss && lift.accuracy ? (
            <Measured lift={lift} verdict={lift.verdict} />
          ) : (
            <Needed lift={lift} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function Measured({ lift, verdict }: { lift: Lift; verdict: NonNullable<Lift["verdict"]> }) {
  const { colour, text } = VERDICTS[verdict];
  const rows = [
    { key: "log_loss", name: t`Log-loss saved, in hundredths of a nat`, figure: lift.log_loss },
    { key: "accuracy", name: t`Accuracy gained, in points`, figure: lift.accuracy },
  ].flatMap(({ key, name, figure }) =>
    figure
      ? [
          {
            key,
            name,
            value: figure.mean * 100,
            low: figure.low * 100,
            high: figure.high * 100,
          },
        ]
      : [],
  );
  const judged = countedAnswers(lift.judged_on ?? 0);
  const prompts = plural(lift.prompts ?? 0, { one: "# prompt", other: "# prompts" });
  const domain = around(rows.map((row) => ({ ...row, low: row.low / 5, high: row.high / 5 }))).map(
    (end) => end * 5,
  ) as [number, number];
  return (
    <>
      <Text px={20} pb={6} component="div">
        <Badge color={colour} variant="light" me="sm">
          {i18n._(text)}
        </Badge>
        <Text span size="sm" c="dimmed">
          <Trans>
            Judged on {judged} to {prompts}; {decimal(lift.swapped, 0)} answers swapped.
          </Trans>
        </Text>
      </Text>
      <IntervalTable
        caption={t`Lift of active selection`}
        nameHeading={t`Gain`}
        valueHeading={t`Figure`}
        rows={rows}
        domain={domain}
        reference={0}
        format={(value) => decimal(value, 1)}
      />
    </>
  );
}

function Needed({ lift: { answers_drawn, answers_chosen, answers_needed } }: { lift: Lift }) {
  return (
    <EmptyState title={t`Cannot be told yet`} order={3}>
      <Trans>
        It needs {count(answers_needed)} answers of either kind, on four prompts at least, and a
        refit after them. So far: {count(answers_drawn)} drawn at random, {count(answers_chosen)}{" "}
        chosen.
      </Trans>
    </EmptyState>
  );
}
