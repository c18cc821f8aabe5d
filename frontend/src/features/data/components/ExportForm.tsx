import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Radio, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { messageAt } from "@/shared/lib/form";
import { useChoices } from "@/shared/project/choices";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { OfServer } from "@/shared/ui/OfServer";
import { useExport } from "../api/jobs";
import { given, type Values } from "../model";
import { OptionFields } from "./OptionFields";
import { ScoreResponses } from "./ScoreResponses";

export function ExportForm({ slug }: { slug: string }) {
  const choices = useChoices();
  const formats = choices?.export_formats ?? [];
  const [name, setName] = useState<string | null>(null);
  const [values, setValues] = useState<Values>({});
  const start = useExport(slug);
  const format = formats.find((each) => each.name === name) ?? formats[0];
  // Formats that select by reward take none of the answers themselves.
  const selects = format?.options.some((each) => each.name === "pessimism") ?? false;
  const common = (choices?.export_options ?? []).filter(
    (each) => !(selects && each.name === "source"),
  );
  const options = [...(format?.options ?? []), ...common];
  const atField = options.some((each) => messageAt(start.error, each.name));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (format) start.mutate({ format: format.name, ...given(options, values) });
  };
  return (
    <Panel
      title={t`Export`}
      hint={t`Current answers, or responses that the model's rewards select.`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={atField ? null : start.error} />
          <Radio.Group
            label={t`Format`}
            value={format?.name ?? null}
            onChange={(value) => {
              setName(value);
              start.reset();
            }}
          >
            <Stack gap="xs" mt={6}>
              {formats.map((each) => (
                <Radio key={each.name} value={each.name} label={<OfServer text={each.label} />} />
              ))}
            </Stack>
          </Radio.Group>
          <OptionFields
            options={options}
            values={values}
            onChange={setValues}
            error={start.error}
          />
          {selects && <ScoreResponses slug={slug} />}
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
