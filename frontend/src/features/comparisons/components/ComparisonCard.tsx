import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import type { Comparison } from "@/api/types";
import { answersOf, countedAnswers } from "@/shared/lib/counts";
import { useRuleName } from "@/shared/project/choices";
import { decimal, lowerCase, percent } from "@/shared/lib/format";
import { StateBadge } from "@/shared/ui/StateBadge";
import type { Answer } from "../api/comparisons";
import classes from "./ComparisonCard.module.css";
import { Flags } from "./Flags";
import { DeletePrompt } from "./DeletePrompt";
import { GoldMenu } from "./GoldMenu";

interface Props {
  comparison: Comparison;
  onResolve: (how: "reopen" | "dismiss") => void;
  onGold: (expected: Answer | null) => void;
  pending: boolean;
}

export function ComparisonCard({ comparison, onResolve, onGold, pending }: Props) {
  const ruleName = useRuleName();
  const { id, status, prompt_excerpt, responses, flags } = comparison;
  return (
    <li className={classes.card}>
      <Group justify="space-between" gap="sm" align="flex-start">
        <div>
          <Group gap="sm">
            <Text component="h2" m={0} fw={620}>
              <Trans>Comparison {id}</Trans>
            </Text>
            <StateBadge state={status} />
          </Group>
          <Text size="sm" c="dimmed" mt={2}>
            {provenance(comparison, ruleName)}
          </Text>
        </div>
        {status !== "flagged" && (
          <GoldMenu comparison={comparison} onChoose={onGold} pending={pending} />
        )}
        {status === "flagged" && (
          <Group gap="xs">
            <Button
              variant="default"
              disabled={pending}
              onClick={() => onResolve("dismiss")}
              aria-label={t`Dismiss comparison ${id}`}
            >
              <Trans>Dismiss</Trans>
            </Button>
            <Button
              disabled={pending}
              onClick={() => onResolve("reopen")}
              aria-label={t`Reopen comparison ${id}`}
            >
              <Trans>Reopen</Trans>
            </Button>
          </Group>
        )}
      </Group>
      <Flags flags={flags} />
      <DeletePrompt comparison={comparison} />
      <Text className={classes.prompt} lineClamp={3}>
        {prompt_excerpt}
      </Text>
      <div className={classes.responses}>
        {responses.map(({ side, text, generator }) => (
          <div key={side} className={classes.response}>
            <Text size="xs" c="dimmed" mb={4}>
              {side.toUpperCase()} · {generator}
            </Text>
            <Text size="sm" lineClamp={6} style={{ whiteSpace: "pre-line" }}>
              {text}
            </Text>
          </div>
        ))}
      </div>
    </li>
  );
}

/** How the comparison came into the queue, and how far it is. */
function provenance(comparison: Comparison, ruleName: (rule: string) => string): string {
  const { answers, wanted, acquisition_rule, model_version, priority, propensity } = comparison;
  if (comparison.stream === "gold") return t`${countedAnswers(answers)} · its answer is known`;
  const parts = [answersOf(answers, wanted), t`drawn by ${lowerCase(ruleName(acquisition_rule))}`];
  if (model_version) parts.push(t`version ${model_version}`);
  parts.push(t`priority ${decimal(priority, 2)}`);
  if (propensity !== null) parts.push(t`propensity ${percent(propensity, 1)}`);
  return parts.join(" · ");
}
