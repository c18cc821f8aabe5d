import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { i18n } from "@lingui/core";
import type { Removal } from "@/api/types";
import { count, sentence } from "@/shared/lib/format";
import { TABLES } from "@/shared/removals/tables";
import { useRemovals } from "@/shared/removals/removals";
import { Panel } from "@/shared/ui/Panel";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import classes from "./Entries.module.css";

/** Deletions and how far they are; nothing where nobody asked for one. */
export function Removals({ slug }: { slug: string }) {
  const { rows } = useRemovals(slug);
  if (!rows?.length) return null;
  return (
    <Panel title={t`Deletions`}>
      <ul className={classes.list}>
        {rows.map((removal) => (
          <RemovalRow key={removal.id} removal={removal} />
        ))}
      </ul>
    </Panel>
  );
}

function RemovalRow({ removal }: { removal: Removal }) {
  const { subject, state, reason, removed, requested_by, created_at, error } = removal;
  const who = requested_by ?? t`A command or worker`;
  const done = TABLES.filter(({ name }) => (removed[name] ?? 0) > 0);
  return (
    <li className={classes.entry}>
      <Group gap="sm">
        <Text fw={600}>{sentence(subject)}</Text>
        <StateBadge state={state} />
      </Group>
      <Text size="sm" c="dimmed">
        <Trans>
          {who}, <When time={created_at} />
        </Trans>
      </Text>
      <Text size="sm">{reason}</Text>
      {error && <Text size="sm">{error.message}</Text>}
      {done.length > 0 && (
        <dl className={classes.changes}>
          {done.map(({ name, label }) => (
            <div key={name}>
              <dt>{i18n._(label)}</dt>
              <dd>{count(removed[name])}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
