import { Anchor } from "@mantine/core";
import type { AnswerSource } from "@/api/types";

interface Props {
  slug: string;
  /** The metric's name in the API. */
  metric: string;
  source?: AnswerSource;
  /** Which of its tables, where it has several. */
  part?: string;
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
      aria-label={`${part ? `${metric}, ${part}` : metric} as CSV`}
    >
      CSV
    </Anchor>
  );
}
