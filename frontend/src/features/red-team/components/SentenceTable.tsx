import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Table, Text } from "@mantine/core";
import type { ScoredEdit } from "@/api/types";
import { cut, twice, without } from "../model";
import { signed } from "./EditFigures";

interface Props {
  text: string;
  sentences: NonNullable<ScoredEdit["sentences"]>;
  onEdit: (text: string) => void;
}

/** What each sentence adds to the reward, with what the head would pay for next. */
export function SentenceTable({ text, sentences, onEdit }: Props) {
  if (sentences.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>With two sentences or more, what each of them adds is shown here.</Trans>
      </Text>
    );
  }
  return (
    <Table aria-label={t`What each sentence adds`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Sentence</Trans>
          </Table.Th>
          <Table.Th ta="end">
            <Trans>Adds</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Try</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sentences.map((sentence, index) => {
          const { start, adds, repeating_adds } = sentence;
          const place = index + 1;
          return (
            <Table.Tr key={start}>
              <Table.Td dir="auto" maw="60ch">
                {cut(text, sentence)}
              </Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
                {signed(adds)}
              </Table.Td>
              <Table.Td>
                <Group gap="xs">
                  <Button
                    size="compact-xs"
                    variant={adds < 0 ? "light" : "default"}
                    aria-label={t`Delete sentence ${place}`}
                    onClick={() => {
                      onEdit(without(text, sentence));
                    }}
                  >
                    <Trans>Delete ({signed(-adds)})</Trans>
                  </Button>
                  <Button
                    size="compact-xs"
                    variant={repeating_adds > 0 ? "light" : "default"}
                    aria-label={t`Repeat sentence ${place}`}
                    onClick={() => {
                      onEdit(twice(text, sentence));
                    }}
                  >
                    <Trans>Repeat ({signed(repeating_adds)})</Trans>
                  </Button>
                </Group>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
