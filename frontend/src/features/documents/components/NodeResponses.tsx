import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Group, Progress, Text } from "@mantine/core";
import { useState } from "react";
import type { NodeDetail } from "@/api/types";
import { decimal, percent } from "@/shared/lib/format";
import { RichText } from "@/shared/text/RichText";
import { StateBadge } from "@/shared/ui/StateBadge";
import classes from "./NodeDrawer.module.css";
import { TracedText } from "./TracedText";

type Response = NodeDetail["responses"][number];

/** The candidates, most probable winner first. */
export function NodeResponses({ responses }: { responses: Response[] }) {
  const [traced, setTraced] = useState<number | null>(null);
  const ranked = responses.toSorted(
    (one, other) => (other.win_probability ?? 0) - (one.win_probability ?? 0),
  );
  return (
    <section aria-label={t`Responses`}>
      <Text component="h4" className={classes.title}>
        <Trans>Responses</Trans>
      </Text>
      <ul className={classes.responses}>
        {ranked.map((response) => (
          <li
            key={response.id}
            className={classes.response}
            data-settled={response.settled || undefined}
          >
            <Figures response={response} />
            {traced === response.id ? (
              <TracedText response={response.id} text={response.text} />
            ) : (
              <RichText text={response.text} />
            )}
            <Anchor
              component="button"
              type="button"
              size="sm"
              mt={6}
              aria-expanded={traced === response.id}
              onClick={() => setTraced(traced === response.id ? null : response.id)}
            >
              {traced === response.id ? t`Read it plainly` : t`What it was made from`}
            </Anchor>
          </li>
        ))}
      </ul>
      {ranked.length === 0 && (
        <Text c="dimmed">
          <Trans>None yet.</Trans>
        </Text>
      )}
    </section>
  );
}

function Figures({ response }: { response: Response }) {
  const { generator, reward, reward_std, win_probability, settled } = response;
  return (
    <Group gap="sm" mb={8} justify="space-between">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {generator}
        </Text>
        {settled && <StateBadge state="settled" />}
      </Group>
      <Group gap="sm" style={{ fontVariantNumeric: "tabular-nums" }}>
        {reward !== null && (
          <Text size="sm" c="dimmed">
            <Trans>
              reward {decimal(reward, 2)} ± {decimal(reward_std, 2)}
            </Trans>
          </Text>
        )}
        {win_probability !== null && (
          <Group gap={6}>
            <Progress
              value={win_probability * 100}
              w={64}
              size="sm"
              aria-label={t`Win probability of ${generator}, response ${response.id}`}
            />
            <Text size="sm">{percent(win_probability)}</Text>
          </Group>
        )}
      </Group>
    </Group>
  );
}
