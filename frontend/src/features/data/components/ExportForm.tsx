import { Button, Group, Radio, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { ExportCreate } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useExport } from "../api/jobs";
import { EXPORT_FORMATS } from "../model";

export function ExportForm({ slug }: { slug: string }) {
  const [format, setFormat] = useState<ExportCreate["format"]>("trl");
  const start = useExport(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start.mutate(format);
  };
  const choose = (value: string) => {
    const found = EXPORT_FORMATS.find((known) => known.value === value);
    if (found) setFormat(found.value);
  };
  return (
    <Panel title="Export preferences" hint="Every current answer that chose one response.">
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={start.error} />
          <Radio.Group label="Format" value={format} onChange={choose}>
            <Stack gap="xs" mt={6}>
              {EXPORT_FORMATS.map(({ value, label }) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          <Group justify="flex-end">
            <Button type="submit" loading={start.isPending}>
              Export
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
