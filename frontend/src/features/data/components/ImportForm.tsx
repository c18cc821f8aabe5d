import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Checkbox, FileInput, Group, Select, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { translated } from "@/shared/locale/translated";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useImport, type Upload } from "../api/jobs";
import { IMPORT_FORMATS } from "../model";

export function ImportForm({ slug }: { slug: string }) {
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<Upload["format"]>("hh-rlhf");
  const [skipBad, setSkipBad] = useState(false);
  const upload = useImport(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!file) return;
    upload.mutate({ file, format, skip_bad: skipBad }, { onSuccess: () => setFile(null) });
  };
  return (
    <Panel title={t`Import preferences`} hint={t`The same file twice changes nothing.`}>
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={upload.error} />
          <Select
            label={t`Format`}
            data={translated(IMPORT_FORMATS)}
            value={format}
            onChange={(value) => value && setFormat(value)}
            allowDeselect={false}
          />
          <FileInput
            label={t`File`}
            placeholder={t`Choose a file`}
            value={file}
            onChange={setFile}
            clearable
            clearButtonProps={{ "aria-label": t`Remove the file` }}
          />
          <Checkbox
            label={t`Import the good lines of a file that also has bad ones`}
            description={t`Otherwise one bad line means that nothing is imported.`}
            checked={skipBad}
            onChange={(event) => setSkipBad(event.currentTarget.checked)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!file} loading={upload.isPending}>
              <Trans>Import</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
