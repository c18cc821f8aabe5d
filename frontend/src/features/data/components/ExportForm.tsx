import { Button, Group, Radio, Select, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { ExportCreate } from "@/api/types";
import { messageAt } from "@/shared/lib/form";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useExport } from "../api/jobs";
import { AGGREGATIONS, EXPORT_FORMATS, hasColumnForTies, selectionOptions, TIES } from "../model";
import { ScoreResponses } from "./ScoreResponses";
import { selected, SelectionOptions, type Selection } from "./SelectionOptions";

export function ExportForm({ slug }: { slug: string }) {
  const [format, setFormat] = useState<ExportCreate["format"]>("trl");
  const [aggregation, setAggregation] = useState<ExportCreate["aggregation"]>("every-vote");
  const [ties, setTies] = useState<ExportCreate["ties"]>("drop");
  const [selection, setSelection] = useState<Selection>({});
  const start = useExport(slug);
  const options = selectionOptions(format);
  const atField = options?.some(({ name }) => messageAt(start.error, name));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start.mutate({
      format,
      ...(options ? selected(options, selection) : { aggregation }),
      ...(hasColumnForTies(format) ? { ties } : {}),
    });
  };
  const choose = (value: string) => {
    const found = EXPORT_FORMATS.find((known) => known.value === value);
    if (found) setFormat(found.value);
    start.reset();
  };
  return (
    <Panel title="Export" hint="Current answers, or responses that the model's rewards select.">
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={atField ? null : start.error} />
          <Radio.Group label="Format" value={format} onChange={choose}>
            <Stack gap="xs" mt={6}>
              {EXPORT_FORMATS.map(({ value, label }) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          {options ? (
            <>
              <SelectionOptions
                options={options}
                selection={selection}
                onChange={setSelection}
                error={start.error}
              />
              <ScoreResponses slug={slug} />
            </>
          ) : (
            <Select
              label="Several answers to one comparison"
              data={AGGREGATIONS}
              value={aggregation ?? null}
              allowDeselect={false}
              onChange={(value) => {
                setAggregation(AGGREGATIONS.find((known) => known.value === value)?.value);
              }}
            />
          )}
          {hasColumnForTies(format) && (
            <Select
              label="Ties"
              data={TIES}
              value={ties ?? null}
              allowDeselect={false}
              onChange={(value) => {
                setTies(TIES.find((known) => known.value === value)?.value);
              }}
            />
          )}
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
