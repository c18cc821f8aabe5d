import { i18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import type { AnswerSource } from "@/api/types";

const NAMES = {
  agreement: msg`agreement as CSV`,
  breakdown: msg`breakdown as CSV`,
  calibration: msg`calibration as CSV`,
  disagreements: msg`disagreements as CSV`,
  generators: msg`generators as CSV`,
  lift: msg`lift as CSV`,
  raters: msg`raters as CSV`,
};
type Metric = keyof typeof NAMES;

const PARTS = {
  matrix: msg`generators, matrix as CSV`,
  slices: msg`generators, slices as CSV`,
};

interface Props {
  slug: string;
  /** The metric's name in the API. */
  metric: Metric;
  source?: AnswerSource;
  /** Which of its tables, where it has several. */
  part?: keyof typeof PARTS;
}

/** The figures of a panel as a table to take away. */
export function CsvLink({ slug, metric, source, part }: Props) {
  const query = new URLSearchParams({
    format: "csv",
    ...(source && { source }),
    ...(part && { part }),
  });
  return (
    <Anchor
      href={`/api/v1/projects/${slug}/metrics/${metric}/?${query.toString()}`}
      download
      size="sm"
      aria-label={i18n._(part ? PARTS[part] : NAMES[metric])}
    >
      <Trans>CSV</Trans>
    </Anchor>
  );
}
