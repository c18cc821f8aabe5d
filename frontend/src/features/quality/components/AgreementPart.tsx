import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import type { Agreement, AgreementFigures, AnswerSource } from "@/api/types";
import { countedAnswers, countedPairs } from "@/shared/lib/counts";
import { decimal } from "@/shared/lib/format";
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

const MEASURES: {
  key: keyof AgreementFigures;
  name: MessageDescriptor;
  note: MessageDescriptor;
}[] = [
  { key: "raw", name: msg`Raw agreement`, note: msg`pairs that say the same` },
  { key: "score", name: msg`With ties half`, note: msg`comparable with accuracy` },
  { key: "cohen", name: msg`Cohen's kappa`, note: msg`mean over pairs of people` },
  { key: "fleiss", name: msg`Fleiss' kappa`, note: msg`all people together` },
  { key: "alpha_nominal", name: msg`Krippendorff's alpha`, note: msg`nominal` },
  { key: "alpha_ordinal", name: msg`Krippendorff's alpha`, note: msg`a < tie < b` },
  { key: "own", name: msg`With oneself`, note: msg`one person’s answers to the same comparison` },
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
    return typeof figure === "object" && (key !== "own" || overall.own_pairs > 0)
      ? [{ key, name: i18n._(name), note: i18n._(note), ...figure }]
      : [];
  });
  const units = plural(overall.units, { one: "# comparison", other: "# comparisons" });
  return (
    <Panel
      title={t`Agreement between people`}
      hint={t`${countedPairs(overall.pairs)} of answers to ${units} that several people answered, of ${countedAnswers(answers)} in all. Of several answers of one person to a comparison the last counts. Kappa and alpha are 0 where people agree no more than chance would have it.`}
      actions={<CsvLink slug={slug} metric="agreement" source={source} />}
      flush
    >
      <IntervalTable
        caption={t`Agreement between people`}
        nameHeading={t`Measure`}
        valueHeading={t`Figure`}
        noteHeading={t`Of what`}
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
      <EmptyState title={t`No two people answered the same comparison`} order={2}>
        <Text inherit>
          {source === "imported" ? (
            <Plural
              value={answers}
              one="# imported answer so far, to a comparison of its own."
              other="# imported answers so far, each to a comparison of its own."
            />
          ) : (
            <Plural
              value={answers}
              one="# answer so far, to a comparison of its own."
              other="# answers so far, each to a comparison of its own."
            />
          )}
        </Text>
        <Text inherit mt="xs">
          {source === "people" ? (
            <>
              <Trans>
                Raise the overlap in the{" "}
                <Anchor component={Link} to="../settings" relative="path" underline="always">
                  settings
                </Anchor>
                : comparisons opened from then on are asked of several people.
              </Trans>
            </>
          ) : (
            t`Files whose rows name the rater and share comparisons give figures here.`
          )}
        </Text>
      </EmptyState>
    </Panel>
  );
}
