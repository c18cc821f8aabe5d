import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";
import type { FoundPreference, Project } from "@/api/types";
import { answerName } from "@/shared/answers/words";
import { duration } from "@/shared/lib/format";
import { When } from "@/shared/ui/When";
import { detailsOf, fateOf, type Detail } from "../model";
import classes from "./AnswerTable.module.css";
import { Judged } from "./Judged";

interface Props {
  project: Project;
  answers: FoundPreference[];
}

export function AnswerTable({ project: { slug, questions }, answers }: Props) {
  return (
    <Table miw={{ sm: 640 }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>What was judged</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Answer</Trans>
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            <Trans>Time taken</Trans>
          </Table.Th>
          <Table.Th visibleFrom="xs">
            <Trans>When</Trans>
          </Table.Th>
          <Table.Th>
            <VisuallyHidden>
              <Trans>Actions</Trans>
            </VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {answers.map((answer) => (
          <AnswerRow
            key={answer.id}
            answer={answer}
            fate={fateOf(answer, answers)}
            details={detailsOf(answer, questions)}
            to={`/projects/${slug}/answers/${answer.id}`}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps {
  answer: FoundPreference;
  fate: string | null;
  details: Detail[];
  to: string;
}

function AnswerRow({ answer, fate, details, to }: RowProps) {
  const { comparison, duration_ms, naive_ms, node, created_at, is_current } = answer;
  return (
    <Table.Tr c={is_current ? undefined : "dimmed"}>
      <Table.Td>
        <Judged answer={answer} />
        {node !== null && (
          <Anchor
            component={Link}
            to={`../nodes/${node}`}
            relative="path"
            size="xs"
            display="block"
          >
            <Trans>Its part</Trans>
          </Anchor>
        )}
      </Table.Td>
      <Table.Td>
        {answerName(answer)}
        {fate && (
          <Text size="xs" c="dimmed">
            {fate}
          </Text>
        )}
        {details.length > 0 && (
          <dl className={classes.details}>
            {details.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {duration_ms === null ? "–" : duration(duration_ms)}
        {naive_ms !== null && (
          <Text size="xs" c="dimmed">
            <Trans>{duration(naive_ms)} before the source</Trans>
          </Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="xs">
        <When time={created_at} />
      </Table.Td>
      <Table.Td ta="end">
        <Button
          component={Link}
          to={to}
          variant="subtle"
          size="compact-sm"
          aria-label={
            is_current
              ? t`Look at the answer to comparison ${comparison}, or change it`
              : t`Look at the answer to comparison ${comparison}`
          }
        >
          {is_current ? t`Change` : t`Look`}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
