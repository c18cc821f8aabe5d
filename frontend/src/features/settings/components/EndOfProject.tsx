import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import type { Project } from "@/api/types";
import { RemoveButton } from "@/shared/removals/RemoveButton";
import { useSignedIn } from "@/shared/session/useMe";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { Panel } from "@/shared/ui/Panel";
import { useArchive } from "../api/settings";

/** Archiving, which can be undone, and deleting, which cannot. */
export function EndOfProject({ project }: { project: Project }) {
  const { slug, name, archived_at } = project;
  const me = useSignedIn();
  const archive = useArchive(slug);
  const verb = archived_at ? t`Restore` : t`Archive`;
  return (
    <Panel
      title={t`End of the project`}
      hint={t`An archived project can be read and exported, and nobody adds to it or changes it.`}
    >
      {archived_at && (
        <Text mb="sm">
          <Trans>This project is archived.</Trans>
        </Text>
      )}
      <Group>
        <ConfirmButton
          variant="default"
          label={verb}
          title={archived_at ? t`Restore ${name}?` : t`Archive ${name}?`}
          question={
            archived_at
              ? t`It goes on as it was.`
              : t`Nothing is asked, imported or trained any more until it is restored.`
          }
          confirm={verb}
          onConfirm={() => archive.mutateAsync(!archived_at)}
          error={archive.error}
          pending={archive.isPending}
        />
        {me.is_superuser && (
          <RemoveButton
            slug={slug}
            target={{ kind: "project", slug }}
            label={<Trans>Delete project</Trans>}
            title={t`Delete ${name}?`}
            variant="light"
            color="red"
          >
            <Trans>
              All of it goes: answers, prompts, documents, snapshots, versions, files and its log.
              It is archived at once and deleted in the background.
            </Trans>
          </RemoveButton>
        )}
      </Group>
    </Panel>
  );
}
