import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import type { AnswerSource } from "@/api/types";

interface Props {
  slug: string;
  /** The metric's name in the API. */
  metric: string;
  source?: AnswerSource;
}

/** The figures of a panel as a table to take away. */
export function CsvLink({ slug, metric, source }: Props) {
  const query = new URLSearchParams({ format: "csv", ...(source && { source }) });
  return (
    <Anchor
      href={`/api/v1/projects/${slug}/metrics/${metric}/?${query.toString()}`}
      download
      size="sm"
      aria-label={t`${metric} as CSV`}
    >
      <Trans>CSV</Trans>
    </Anchor>
  );
}
