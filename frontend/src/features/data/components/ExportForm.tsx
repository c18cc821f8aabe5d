import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Radio, Select, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { ExportCreate } from "@/api/types";
import { messageAt } from "@/shared/lib/form";
import { translated } from "@/shared/locale/translated";
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
    <Panel
      title={t`Export`}
      hint={t`Current answers, or responses that the model's rewards select.`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={atField ? null : start.error} />
          <Radio.Group label={t`Format`} value={format} onChange={choose}>
            <Stack gap="xs" mt={6}>
              {EXPORT_FORMATS.map(({ value, label }) => (
                <Radio key={value} value={value} label={i18n._(label)} />
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
              label={t`Several answers to one comparison`}
              data={translated(AGGREGATIONS)}
              value={aggregation ?? null}
              allowDeselect={false}
              onChange={(value) => {
                setAggregation(AGGREGATIONS.find((known) => known.value === value)?.value);
              }}
            />
          )}
          {hasColumnForTies(format) && (
            <Select
              label={t`Ties`}
              data={translated(TIES)}
              value={ties ?? null}
              allowDeselect={false}
              onChange={(value) => {
                setTies(TIES.find((known) => known.value === value)?.value);
              }}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={start.isPending}>
              <Trans>Export</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
