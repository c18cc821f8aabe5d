import { Text } from "@mantine/core";
import type { Breakdown } from "@/api/types";
import { counted, percent } from "@/shared/lib/format";
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
export function Audit({ slug, breakdown: { audit, ceiling, slices } }: Props) {
  const rows = [
    {
      key: "model",
      name: "The model foretells a person",
      note: counted(audit.n, "answer"),
      ...audit,
    },
    {
      key: "people",
      name: "A person foretells another",
      note: `${counted(ceiling.pairs, "pair")}${ceiling.stream === "all" ? ", all streams" : ""}`,
      ...ceiling,
    },
  ];
  return (
    <Panel
      title="Accuracy on the random share"
      hint="Each answer was foretold before it was learned; ties are half right. Hold it against how often one person foretells another. Only a model of what most people think can do better than that."
      actions={<CsvLink slug={slug} metric="breakdown" />}
      flush
    >
      {audit.n === 0 ? (
        <EmptyState title="Nothing foretold on the random share yet" order={3}>
          It begins with the first answers to comparisons drawn at random, once a version is live.
        </EmptyState>
      ) : (
        <>
          <IntervalTable
            caption="Accuracy on the random share, of the model and of people"
            nameHeading="Who foretells whom"
            valueHeading="Right"
            noteHeading="Rests on"
            rows={rows}
            domain={[0, 1]}
            reference={0.5}
            format={(value) => percent(value, 1)}
          />
          {ceiling.pairs === 0 && (
            <Text size="sm" c="dimmed" px={20} pb="md">
              What people reach needs comparisons that two people answered: raise the overlap in the
              settings.
            </Text>
          )}
          <AccuracyOverTime slices={slices} ceiling={ceiling} />
        </>
      )}
    </Panel>
  );
}
