import { Button, Group, Text } from "@mantine/core";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useScoreResponses } from "../api/jobs";

/** Rewards are read as they stand; this has them written anew by the live head. */
export function ScoreResponses({ slug }: { slug: string }) {
  const score = useScoreResponses(slug);
  return (
    <>
      <ErrorNotice error={score.error} />
      <Group>
        <Button
          variant="default"
          loading={score.isPending}
          onClick={() => {
            score.mutate();
          }}
        >
          Score all responses
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {score.data
            ? `${score.data.responses.toLocaleString("en")} responses are being scored.`
            : "Only responses with a reward are selected."}
        </Text>
      </Group>
    </>
  );
}
