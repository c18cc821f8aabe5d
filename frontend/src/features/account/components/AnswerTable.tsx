import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, unwrap } from "@/api/client";
import type { Preference } from "@/api/types";
import { duration } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { When } from "@/shared/ui/When";

interface Props {
  slug: string;
  answers: Preference[];
}

export function AnswerTable({ slug, answers }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: (id: number) =>
      unwrap(
        api.POST("/api/v1/preferences/{preference_id}/undo/", {
          params: { path: { preference_id: id } },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["project", slug] });
      // The comparison is leased to us again, so the annotation page shows it.
      await navigate(`/projects/${slug}/annotate`);
    },
  });
  return (
    <>
      <ErrorNotice error={undo.error} />
      <Table miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Comparison</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th ta="right">Time taken</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answers.map((answer) => (
            <Table.Tr key={answer.id} c={answer.is_current ? undefined : "dimmed"}>
              <Table.Td>{answer.comparison}</Table.Td>
              <Table.Td>{answerName(answer)}</Table.Td>
              <Table.Td ta="right">
                {answer.duration_ms === null ? "–" : duration(answer.duration_ms)}
              </Table.Td>
              <Table.Td>
                <When time={answer.created_at} />
              </Table.Td>
              <Table.Td ta="right">
                {answer.is_current && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    disabled={undo.isPending}
                    onClick={() => undo.mutate(answer.id)}
                    aria-label={`Take back the answer to comparison ${answer.comparison}`}
                  >
                    Take back
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** The answer as it looked when it was given: A was on the left. */
function answerName({ choice, both_bad, first_shown, is_current }: Preference): string {
  if (choice === "withdrawn") return "Taken back";
  const place = choice === first_shown ? "A" : "B";
  const name = choice === "tie" ? (both_bad ? "Both bad" : "Tie") : place;
  return is_current ? name : `${name}, no longer counts`;
}
