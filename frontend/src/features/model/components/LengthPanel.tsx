import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Table, Text } from "@mantine/core";
import type { LengthWorth } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { count, decimal } from "@/shared/lib/format";
import { useChoices } from "@/shared/project/choices";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { OfServer } from "@/shared/ui/OfServer";
import { useLengthWorth } from "../api/length";

/** What each way of paying for length does to best-of-n. */
export function LengthPanel({ slug }: { slug: string }) {
  const { data, error } = useLengthWorth(slug);
  return (
    <Panel
      title={t`What length is paid`}
      hint={t`How much better the best of n responses by the reward is than one at random, by people's answers to prompts that were held out; in standard deviations, with 95 % intervals. An admin chooses the way in the settings.`}
      flush
    >
      <ErrorNotice error={error} />
      {!data && !error && <RowsLoading rows={3} />}
      {data && (data.ways.length > 0 ? <Ways worth={data} /> : <TooFew />)}
    </Panel>
  );
}

function Ways({ worth }: { worth: LengthWorth }) {
  const labels = useChoices()?.length_pays ?? [];
  const answers = countedAnswers(worth.answers);
  const prompts = plural(worth.prompts, { one: "# prompt", other: "# prompts" });
  return (
    <>
      <Text px={20} pb={6} size="sm" c="dimmed">
        <Trans>
          Measured on {answers} to {prompts}, at the last refit.
        </Trans>
      </Text>
      <Table aria-label={t`Gain of the best of n`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Length</Trans>
            </Table.Th>
            {worth.sizes.map((n) => (
              <Table.Th key={n} ta="end">
                <Trans>Best of {count(n)}</Trans>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {worth.ways.map(({ length, length_cap, gains }) => (
            <Table.Tr key={length}>
              <Table.Th scope="row" fw={500}>
                <span dir="auto">
                  <OfServer text={labels.find(({ name }) => name === length)?.label ?? length} />
                </span>
                {length_cap !== null && (
                  <Text size="xs" c="dimmed">
                    {plural(length_cap, { one: "# word", other: "# words" })}
                  </Text>
                )}
                {length === worth.length && (
                  <Badge variant="light" size="sm" ms="sm">
                    <Trans>Served</Trans>
                  </Badge>
                )}
              </Table.Th>
              {gains.map((gain, place) => (
                <Table.Td key={worth.sizes[place]} ta="end" style={{ whiteSpace: "nowrap" }}>
                  <Text fw={600}>{decimal(gain.value, 2)}</Text>
                  <Text size="xs" c="dimmed">
                    {t`${decimal(gain.low, 2)} to ${decimal(gain.high, 2)}`}
                  </Text>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

const TooFew = () => (
  <EmptyState title={t`Cannot be told yet`} order={3}>
    <Trans>
      It needs 50 answers, on five prompts at least that were not learned from, and a refit after
      them.
    </Trans>
  </EmptyState>
);
