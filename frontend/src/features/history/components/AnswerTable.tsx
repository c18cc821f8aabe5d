import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate } from "react-router";
import type { FoundPreference, Project } from "@/api/types";
import { duration } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { When } from "@/shared/ui/When";
import { useUndo } from "../api/answers";
import { answerName, detailsOf, fateOf, type Detail } from "../model";
import classes from "./AnswerTable.module.css";

interface Props {
  project: Project;
  answers: FoundPreference[];
}

export function AnswerTable({ project: { slug, questions }, answers }: Props) {
  const navigate = useNavigate();
  const undo = useUndo(slug);
  const change = (answer: FoundPreference) =>
    undo.mutate(answer, { onSuccess: () => void navigate(`/projects/${slug}/annotate`) });
  return (
    <>
      <ErrorNotice error={undo.error} />
      <Table miw={{ sm: 560 }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Comparison</Trans>
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
              isBusy={undo.isPending}
              onChange={() => change(answer)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

interface RowProps {
  answer: FoundPreference;
  fate: string | null;
  details: Detail[];
  isBusy: boolean;
  onChange: () => void;
}

function AnswerRow({ answer, fate, details, isBusy, onChange }: RowProps) {
  const { comparison, duration_ms, naive_ms, node, created_at, is_current } = answer;
  return (
    <Table.Tr c={is_current ? undefined : "dimmed"}>
      <Table.Td>
        {comparison}
        {node !== null && is_current && (
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
        {is_current && (
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={isBusy}
            onClick={onChange}
            aria-label={t`Change the answer to comparison ${comparison}`}
          >
            <Trans>Change</Trans>
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
