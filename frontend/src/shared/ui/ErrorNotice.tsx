import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, List, Text } from "@mantine/core";
import { problemsIn, toApiError } from "@/api/errors";

interface Props {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

/** An error of the API as people read it: its message, and its details line by line. */
export function ErrorNotice({ error, title = t`Something went wrong`, onRetry }: Props) {
  if (!error) return null;
  const { message, details } = toApiError(error);
  const others = Object.entries(details).filter(([name]) => name !== "fields");
  const lines = [...Object.entries(problemsIn(error)), ...others].map(
    ([place, value]) => `${spelled(place)}: ${asText(value)}`,
  );
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      <Text size="sm">{message}</Text>
      {lines.length > 0 && (
        <List size="sm" mt={6}>
          {lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      {onRetry && (
        <Button size="xs" mt="sm" variant="default" onClick={onRetry}>
          <Trans>Try again</Trans>
        </Button>
      )}
    </Alert>
  );
}

/** A place as people count: "questions.0.name" is in question 1. */
const spelled = (place: string) =>
  place.replace(/\.(\d+)/g, (_, index: string) => ` ${Number(index) + 1}`).replaceAll(".", " ");

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asText).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
