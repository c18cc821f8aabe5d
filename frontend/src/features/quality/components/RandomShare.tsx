import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Breakdown } from "@/api/types";
import { countedAnswers, countedPairs } from "@/shared/lib/counts";
import { percent } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { AccuracyOverTime } from "./AccuracyOverTime";
import { CsvLink } from "./CsvLink";

interface Props {
  slug: string;
  breakdown: Breakdown;
}

/** Accuracy on the random share, beside what one person foretells of another. */
export function RandomShare({ slug, breakdown: { random_share, ceiling, slices } }: Props) {
  const rows = [
    {
      key: "model",
      name: t`The model predicts a person`,
      note: countedAnswers(random_share.n),
      ...random_share,
    },
    {
      key: "people",
      name: t`A person predicts another person`,
      note:
        ceiling.stream === "all"
          ? t`${countedPairs(ceiling.pairs)}, all streams`
          : countedPairs(ceiling.pairs),
      ...ceiling,
    },
  ];
  return (
    <Panel
      title={t`Accuracy on the random share`}
      hint={t`Each answer was predicted before it was learned; ties count as half right. Compare it with how often one person predicts another. Only a model of what most people think can do better than that.`}
      actions={<CsvLink slug={slug} metric="breakdown" />}
      flush
    >
      {random_share.n === 0 ? (
        <EmptyState title={t`Nothing predicted on the random share yet`} order={3}>
          <Trans>
            It begins with the first answers to comparisons drawn at random, once a version is live.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <IntervalTable
            caption={t`Accuracy on the random share, of the model and of people`}
            nameHeading={t`Who predicts whom`}
            valueHeading={t`Right`}
            noteHeading={t`Rests on`}
            rows={rows}
            domain={[0, 1]}
            reference={0.5}
            format={(value) => percent(value, 1)}
          />
          {ceiling.pairs === 0 && (
            <Text size="sm" c="dimmed" px={20} pb="md">
              <Trans>
                What people reach needs comparisons that two people answered: raise the overlap in
                the settings.
              </Trans>
            </Text>
          )}
          <AccuracyOverTime slices={slices} ceiling={ceiling} />
        </>
      )}
    </Panel>
  );
}
