import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Table, Text } from "@mantine/core";
import { isRecord } from "@/api/errors";
import type { ModelVersion } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { listOf, numberAt, textAt } from "@/shared/lib/narrow";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import type { usePromote } from "../api/versions";
import { ExportButton } from "./ExportButton";
import { PromoteButton } from "./PromoteButton";

interface Props {
  version: ModelVersion;
  /** The live version's number. */
  live: number | null;
  /** Given to those who may promote. */
  promote?: ReturnType<typeof usePromote>;
}

export function VersionRow({ version, live, promote }: Props) {
  const { number, parent, state, metrics, features, created_at, artefact_hash, encoder } = version;
  const { removed_answers, descends_from_removed } = version;
  const layers = textAt(features, "name");
  const figure = (key: string) => numberAt(metrics, key);
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600} style={{ whiteSpace: "nowrap" }} title={`${encoder}, ${artefact_hash}`}>
          <Trans>Version {number}</Trans>
        </Text>
        {parent !== null && (
          <Text size="xs" c="dimmed">
            <Trans>from {parent}</Trans>
          </Text>
        )}
        {removed_answers > 0 && (
          <Text size="xs">
            <Trans>Trained on {count(removed_answers)} answers deleted since</Trans>
          </Text>
        )}
        {descends_from_removed && (
          <Text size="xs">
            <Trans>Began as a version trained on answers deleted since</Trans>
          </Text>
        )}
        {layers !== null && (
          <Text size="xs" c="dimmed" title={setsOf(features)}>
            <Trans>
              reads <bdi dir="auto">{layers}</bdi>
            </Trans>
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <StateBadge state={state} />
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {decimal(figure("held_out_log_loss"))}
        <Before value={figure("baseline_log_loss")} format={decimal} />
      </Table.Td>
      <Table.Td ta="end">
        {percent(figure("held_out_accuracy"), 1)}
        <Before value={figure("baseline_accuracy")} format={(value) => percent(value, 1)} />
      </Table.Td>
      <Table.Td ta="end" visibleFrom="sm">
        {count(figure("train_preferences"))}
        <Before
          value={figure("held_out_preferences")}
          format={(value) => t`${count(value)} held out`}
        />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <When time={created_at} />
      </Table.Td>
      <Table.Td ta="end">
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {promote && state !== "live" && (
            <PromoteButton version={version} live={live} promote={promote} />
          )}
          <ExportButton version={version} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** How each feature set did when this one was chosen, a line each. */
function setsOf(features: ModelVersion["features"]): string {
  const chosen = isRecord(features.chosen) ? features.chosen : {};
  return listOf(chosen.sets)
    .map((each) => `${textAt(each, "name")}: ${decimal(numberAt(each, "log_loss"))}`)
    .join("\n");
}

interface BeforeProps {
  value: number | null;
  format: (value: number) => string;
}

/** The figure to compare with; a first version has none. */
function Before({ value, format }: BeforeProps) {
  if (value === null) return null;
  return (
    <Text size="xs" c="dimmed">
      ({format(value)})
    </Text>
  );
}
