import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Group, Text } from "@mantine/core";
import { Link } from "react-router";
import type { Disagreement } from "@/api/types";
import { answersOf } from "@/shared/lib/counts";
import { dateAndTime, percent } from "@/shared/lib/format";
import classes from "./Disagreements.module.css";

interface Props {
  row: Disagreement;
  /** The page of the comparison. */
  to: string;
  onAsk: () => void;
  pending: boolean;
}

export function DisagreementItem({ row, to, onAsk, pending }: Props) {
  const { comparison, choice, probability, rater, answered_at, answers, wanted, asked_again } = row;
  const waiting = asked_again && answers < wanted;
  const sides = [
    { side: "a", text: row.response_a, generator: row.generator_a },
    { side: "b", text: row.response_b, generator: row.generator_b },
  ];
  return (
    <li className={classes.item}>
      <Group justify="space-between" gap="sm">
        <div>
          <Anchor component={Link} to={to} fw={620}>
            <Trans>Comparison {comparison}</Trans>
          </Anchor>
          <Text size="sm" c="dimmed">
            <Trans>
              {rater} chose {choice.toUpperCase()}, which the model gave {percent(probability, 1)} ·{" "}
              {dateAndTime(answered_at)} · {answersOf(answers, wanted)}
            </Trans>
          </Text>
        </div>
        <Button
          variant="default"
          size="xs"
          loading={pending}
          disabled={waiting || row.status === "flagged"}
          onClick={onAsk}
          aria-label={t`Ask one more person about comparison ${comparison}`}
        >
          {waiting ? t`Being asked again` : t`Ask one more person`}
        </Button>
      </Group>
      <Text className={classes.prompt ?? ""} lineClamp={2}>
        {row.prompt_excerpt}
      </Text>
      <div className={classes.sides}>
        {sides.map(({ side, text, generator }) => (
          <div
            key={side}
            className={classes.side}
            {...(side === choice && { "data-chosen": true })}
          >
            <Text size="xs" c="dimmed" mb={2}>
              {side === choice
                ? t`${side.toUpperCase()} · ${generator} · chosen`
                : `${side.toUpperCase()} · ${generator}`}
            </Text>
            <Text size="sm" lineClamp={3}>
              {text}
            </Text>
          </div>
        ))}
      </div>
    </li>
  );
}
