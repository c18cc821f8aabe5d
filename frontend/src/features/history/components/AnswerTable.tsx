import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { useNavigate } from "react-router";
import type { Preference } from "@/api/types";
import { duration } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { When } from "@/shared/ui/When";
import { useUndo } from "../api/answers";
import { answerName, fateOf } from "../model";

interface Props {
  slug: string;
  answers: Preference[];
}

export function AnswerTable({ slug, answers }: Props) {
  const navigate = useNavigate();
  const undo = useUndo(slug);
  const change = (id: number) =>
    undo.mutate(id, { onSuccess: () => void navigate(`/projects/${slug}/annotate`) });
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
              isBusy={undo.isPending}
              onChange={() => change(answer.id)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

interface RowProps {
  answer: Preference;
  fate: string | null;
  isBusy: boolean;
  onChange: () => void;
}

function AnswerRow({ answer, fate, isBusy, onChange }: RowProps) {
  const { comparison, duration_ms, created_at, is_current } = answer;
  return (
    <Table.Tr c={is_current ? undefined : "dimmed"}>
      <Table.Td>{comparison}</Table.Td>
      <Table.Td>
        {answerName(answer)}
        {fate && (
          <Text size="xs" c="dimmed">
            {fate}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {duration_ms === null ? "–" : duration(duration_ms)}
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
