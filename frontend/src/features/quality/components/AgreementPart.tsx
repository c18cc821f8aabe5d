import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import type { Agreement, AgreementFigures, AnswerSource } from "@/api/types";
import { count, counted, decimal } from "@/shared/lib/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IntervalTable } from "@/shared/ui/IntervalTable";
import { Panel } from "@/shared/ui/Panel";
import { useAgreement } from "../api/metrics";
import { AgreementSlices } from "./AgreementSlices";
import { AgreementOverTime } from "./AgreementOverTime";
import { CsvLink } from "./CsvLink";
import { Loaded } from "./Loaded";

interface Props {
  slug: string;
  source: AnswerSource;
}

const MEASURES: { key: keyof AgreementFigures; name: string; note: string }[] = [
  { key: "raw", name: "Raw agreement", note: "pairs that say the same" },
  { key: "score", name: "With ties half", note: "comparable with accuracy" },
  { key: "cohen", name: "Cohen's kappa", note: "mean over pairs of people" },
  { key: "fleiss", name: "Fleiss' kappa", note: "all people together" },
  { key: "alpha_nominal", name: "Krippendorff's alpha", note: "nominal" },
  { key: "alpha_ordinal", name: "Krippendorff's alpha", note: "a < tie < b" },
];

export function AgreementPart({ slug, source }: Props) {
  const query = useAgreement(slug, source);
  return (
    <Loaded query={query}>
      {(agreement) =>
        agreement.overall.pairs === 0 ? (
          <Nothing agreement={agreement} />
        ) : (
          <>
            <Overall slug={slug} agreement={agreement} />
            <AgreementOverTime slices={agreement.slices} />
            <AgreementSlices slices={agreement.slices} />
          </>
        )
      }
    </Loaded>
  );
}

function Overall({ slug, agreement }: { slug: string; agreement: Agreement }) {
  const { overall, source, answers } = agreement;
  const rows = MEASURES.flatMap(({ key, name, note }) => {
    const figure = overall[key];
    return typeof figure === "object" ? [{ key, name, note, ...figure }] : [];
  });
  return (
    <Panel
      title="Agreement between people"
      hint={`${counted(overall.pairs, "pair")} of answers to ${counted(overall.units, "comparison")} that several people answered, of ${counted(answers, "answer")} in all. Kappa and alpha are 0 where people agree no more than chance would have it.`}
      actions={<CsvLink slug={slug} metric="agreement" source={source} />}
      flush
    >
      <IntervalTable
        caption="Agreement between people"
        nameHeading="Measure"
        valueHeading="Figure"
        noteHeading="Of what"
        rows={rows}
        domain={[-0.4, 1]}
        reference={0}
        format={(value) => decimal(value, 2)}
      />
    </Panel>
  );
}

function Nothing({ agreement: { answers, source } }: { agreement: Agreement }) {
  return (
    <Panel>
      <EmptyState title="No two people answered the same comparison" order={2}>
        <Text inherit>
          {count(answers)} {source === "imported" ? "imported answers" : "answers"} so far, each to
          a comparison of its own.
        </Text>
        <Text inherit mt="xs">
          {source === "people" ? (
            <>
              Raise the overlap in the{" "}
              <Anchor component={Link} to="../settings" relative="path" underline="always">
                settings
              </Anchor>
              : comparisons opened from then on are asked of several people.
            </>
          ) : (
            "Files whose rows name the rater and share comparisons give figures here."
          )}
        </Text>
      </EmptyState>
    </Panel>
  );
}
