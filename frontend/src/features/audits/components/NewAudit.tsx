import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, FileInput, Group, Stack, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useNewAudit } from "../api/audits";

export function NewAudit({ slug }: { slug: string }) {
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const create = useNewAudit(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!file) return;
    create.mutate(
      { name: name.trim(), file },
      {
        onSuccess: () => {
          setFile(null);
          setName("");
        },
      },
    );
  };
  return (
    <Panel
      title={t`New audit`}
      hint={t`JSON lines with question, answer_matching_behavior and answer_not_matching_behavior.`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={create.error} />
          <TextInput
            label={t`Behaviour`}
            value={name}
            maxLength={100}
            required
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <FileInput
            label={t`File`}
            placeholder={t`Choose a file`}
            value={file}
            onChange={setFile}
            clearable
            clearButtonProps={{ "aria-label": t`Remove the file` }}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!file || !name.trim()} loading={create.isPending}>
              <Trans>Ask the live head</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
