import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
          <Trans>Score all responses</Trans>
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {score.data
            ? plural(score.data.responses, {
                one: "# response is being scored.",
                other: "# responses are being scored.",
              })
            : t`Only responses with a reward are selected.`}
        </Text>
      </Group>
    </>
  );
}
