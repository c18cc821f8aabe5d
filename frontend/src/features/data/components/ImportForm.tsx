import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Group, Select, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { toApiError } from "@/api/errors";
import { messageAt } from "@/shared/lib/form";
import { useChoices } from "@/shared/project/choices";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useImport } from "../api/jobs";
import { useLook } from "../api/preview";
import { given, type Mapping, type Values } from "../model";
import { FileDrop } from "./FileDrop";
import { MappingForm } from "./MappingForm";
import { OptionFields } from "./OptionFields";
import { WhatItIs } from "./WhatItIs";

const MAPPED = "mapping";

interface Bringing {
  file: File | null;
  format: string | null;
  mapping: Mapping;
  values: Values;
}
const NOTHING: Bringing = { file: null, format: null, mapping: {}, values: {} };

/** Drop a file, see what it is and how it is read, try it, import it. */
export function ImportForm({ slug }: { slug: string }) {
  const choices = useChoices();
  const options = choices?.import_options ?? [];
  const [bringing, setBringing] = useState(NOTHING);
  const { file, format, mapping, values } = bringing;
  const look = useLook(slug);
  const upload = useImport(slug);
  // The fields stay known while the file is looked at anew, and where a mapping is not whole yet.
  const [columns, setColumns] = useState(look.data?.columns ?? []);

  const lookAgain = (next: Bringing, isNew = false) => {
    setBringing(next);
    upload.reset();
    if (!next.file) {
      look.reset();
      return;
    }
    const said = {
      ...(next.format && !isNew ? { format: next.format } : {}),
      ...(next.format === MAPPED && !isNew ? { mapping: next.mapping } : {}),
      ...(next.values.container ? { container: next.values.container } : {}),
      ...(next.values.encoding ? { encoding: next.values.encoding } : {}),
    };
    look.mutate(
      { file: next.file, ...said },
      {
        onSuccess: (found) => {
          setColumns(found.columns);
          if (!isNew) return;
          const guessed = found.encoding && !["utf-8", "utf-16"].includes(found.encoding);
          setBringing({
            ...next,
            format: found.guess?.format ?? MAPPED,
            mapping: found.mapping,
            values: guessed ? { ...next.values, encoding: found.encoding } : next.values,
          });
        },
      },
    );
  };
  const send = (dryRun: boolean) => {
    if (!file || !format) return;
    upload.mutate(
      {
        file,
        format,
        dry_run: dryRun,
        ...(format === MAPPED ? { mapping } : {}),
        ...given(options, values),
      },
      {
        onSuccess: () => {
          if (!dryRun) lookAgain(NOTHING);
        },
      },
    );
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    send(false);
  };
  const atField = options.some(({ name }) => messageAt(upload.error, name));
  return (
    <Panel title={t`Import preferences`} hint={t`The same file twice changes nothing.`}>
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={atField ? null : upload.error} />
          <FileDrop
            file={file}
            onChange={(chosen) => {
              lookAgain({ ...NOTHING, file: chosen }, true);
            }}
          />
          {look.isPending && <RowsLoading />}
          <Unreadable error={look.error} isMapped={format === MAPPED} />
          {file && look.data && <WhatItIs found={look.data} />}
          <Select
            label={t`Format`}
            placeholder={t`Guessed from the file`}
            data={(choices?.import_formats ?? []).map(({ name, label }) => ({
              value: name,
              label: i18n._(label),
            }))}
            value={format}
            allowDeselect={false}
            searchable
            onChange={(value) => {
              lookAgain({ ...bringing, format: value });
            }}
          />
          {format === MAPPED && file && (
            <MappingForm
              slug={slug}
              columns={columns}
              mapping={mapping}
              onChange={(changed) => {
                lookAgain({ ...bringing, mapping: changed });
              }}
            />
          )}
          <details>
            <summary>
              <Trans>Options</Trans>
            </summary>
            <Stack mt="sm">
              <OptionFields
                options={options}
                values={values}
                error={upload.error}
                onChange={(changed) => {
                  const next = { ...bringing, values: changed };
                  const isRead = ["container", "encoding"].some(
                    (name) => changed[name] !== values[name],
                  );
                  if (isRead) lookAgain(next);
                  else setBringing(next);
                }}
              />
            </Stack>
          </details>
          <Group justify="flex-end">
            <Button
              variant="default"
              disabled={!file || !format}
              loading={upload.isPending}
              onClick={() => {
                send(true);
              }}
            >
              <Trans>Dry run</Trans>
            </Button>
            <Button type="submit" disabled={!file || !format} loading={upload.isPending}>
              <Trans>Import</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** Why the file cannot be looked at; of a mapping, what it lacks yet. */
function Unreadable({ error, isMapped }: { error: unknown; isMapped: boolean }) {
  if (!error) return null;
  const { code, message } = toApiError(error);
  if (code === "bad_mapping" && isMapped) {
    return (
      <Alert color="yellow" variant="light" role="status" title={t`The mapping is not whole yet`}>
        {message}
      </Alert>
    );
  }
  return <ErrorNotice error={error} title={t`This file cannot be shown`} />;
}
