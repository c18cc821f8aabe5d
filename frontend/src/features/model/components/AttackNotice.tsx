import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { percent } from "@/shared/lib/format";
import { attackSuiteQuery } from "@/shared/model/attackSuite";
import { useProject } from "@/shared/project/useProject";

const SHOWN = 3;

/** What fools a version most, for whoever is about to make it live. */
export function AttackNotice({ number }: { number: number }) {
  const { slug } = useProject();
  const { data: suite } = useQuery(attackSuiteQuery(slug));
  const result = suite?.results.find(({ version }) => version === number);
  if (!suite || !result?.finished_at || result.error) {
    return (
      <Text size="sm" c="dimmed" mt="sm">
        <Trans>The attack suite has no result for it yet.</Trans>
      </Text>
    );
  }
  const most = result.figures
    .filter(({ value }) => value !== null)
    .sort((a, b) => Number(b.too_often) - Number(a.too_often) || (b.value ?? 0) - (a.value ?? 0))
    .slice(0, SHOWN);
  const label = (attack: string) =>
    suite.attacks.find(({ name }) => name === attack)?.label ?? attack;
  return (
    <>
      <Text size="sm" mt="sm">
        <Trans>The attacks that fool it most:</Trans>
      </Text>
      <List size="sm">
        {most.map(({ attack, value, low, high, too_often }) => (
          <List.Item key={attack}>
            {t`${label(attack)}: ${percent(value)} (${percent(low)} to ${percent(high)})`}
            {too_often && (
              <Text span c="red.8">
                {" "}
                <Trans>above the gate</Trans>
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </>
  );
}
