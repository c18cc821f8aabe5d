import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { AuditEntry } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { When } from "@/shared/ui/When";
import classes from "./Entries.module.css";

export function Entries({ entries }: { entries: AuditEntry[] }) {
  return (
    <ul className={classes.list}>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { action, actor, subject, about, before, after, reason, created_at } = entry;
  const who = actor ?? t`A command or worker`;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <li className={classes.entry}>
      <Text fw={600}>
        {sentence(action.replace(".", ": "))}
        {subject && <> · {subject}</>}
        {about && <> · {about}</>}
      </Text>
      <Text size="sm" c="dimmed">
        <Trans>
          {who}, <When time={created_at} />
        </Trans>
      </Text>
      {reason && <Text size="sm">{reason}</Text>}
      {names.length > 0 && (
        <dl className={classes.changes}>
          {names.map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">
                {name in before && <del>{shown(before[name])}</del>}{" "}
                {name in after && <ins>{shown(after[name])}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

const shown = (value: unknown): string =>
  typeof value === "string" ? value || "“”" : JSON.stringify(value);
