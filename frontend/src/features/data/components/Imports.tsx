import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Group, Text } from "@mantine/core";
import type { Imported } from "@/api/types";
import { count } from "@/shared/lib/format";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { RemoveButton } from "@/shared/removals/RemoveButton";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { When } from "@/shared/ui/When";
import { useImports } from "../api/imports";
import { countsOf } from "../model";
import classes from "./Jobs.module.css";

/** Files that were brought in; admins take them back. */
export function Imports() {
  const { slug, role } = useProject();
  const list = useImports(slug);
  return (
    <Panel title={t`Imports`} hint={t`Each can be taken back as a whole.`}>
      <RowList list={list} empty={<EmptyState title={t`No imports yet`} order={3} />}>
        {(imports) => (
          <ul className={classes.list}>
            {imports.map((row) => (
              <ImportRow key={row.id} row={row} slug={slug} isAdmin={atLeast(role, "admin")} />
            ))}
          </ul>
        )}
      </RowList>
    </Panel>
  );
}

function ImportRow({ row, slug, isAdmin }: { row: Imported; slug: string; isAdmin: boolean }) {
  const { id, filename, format, sha256, created_by, created_at, taken_back_at } = row;
  const title = filename || t`Import ${id}`;
  const who = created_by ?? t`A command or worker`;
  return (
    <li className={classes.job}>
      <Group justify="space-between" gap="sm">
        <div>
          <Group gap="sm">
            <Text fw={600}>{title}</Text>
            {taken_back_at && (
              <Badge variant="light" color="gray" radius="sm">
                <Trans>Taken back</Trans>
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            <Trans>
              {format}, by {who}, <When time={created_at} />
            </Trans>
          </Text>
          <Text size="xs" c="dimmed" dir="ltr" style={{ overflowWrap: "anywhere" }}>
            SHA-256 {sha256}
          </Text>
        </div>
        {isAdmin && (
          <Group gap="xs">
            {row.upload_kept && !taken_back_at && (
              <RemoveButton
                slug={slug}
                target={{ kind: "upload", import_id: id }}
                label={<Trans>Delete file</Trans>}
                name={t`Delete the file of ${title}`}
                title={t`Delete the uploaded file of ${title}?`}
                variant="default"
                size="sm"
              >
                <Trans>What it brought stays.</Trans>
              </RemoveButton>
            )}
            {!taken_back_at && (
              <RemoveButton
                slug={slug}
                target={{ kind: "import", import_id: id }}
                label={<Trans>Take back</Trans>}
                name={t`Take back ${title}`}
                title={t`Take back ${title}?`}
                variant="light"
                color="red"
                size="sm"
              >
                <Trans>
                  Its votes leave the model, the figures and the exports. Prompts and responses that
                  nobody else uses go; what another import brought too, and what people answered
                  here, stays.
                </Trans>
              </RemoveButton>
            )}
          </Group>
        )}
      </Group>
      <dl className={classes.counts}>
        {countsOf(row.report)
          .filter(({ value }) => value > 0)
          .map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
      </dl>
    </li>
  );
}
