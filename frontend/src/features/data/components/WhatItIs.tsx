import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, List, Text } from "@mantine/core";
import type { ImportPreview } from "@/api/types";
import { count } from "@/shared/lib/format";
import { useChoices } from "@/shared/project/choices";
import { BadLines } from "./BadLines";
import { FirstRows } from "./FirstRows";

/** What a file was found to be, why, and how its first rows are read. */
export function WhatItIs({ found }: { found: ImportPreview }) {
  const formats = useChoices()?.import_formats;
  const { guess, read, good, format } = found;
  const label = i18n._(formats?.find(({ name }) => name === guess?.format)?.label ?? "");
  const kind = [found.container, found.packing, found.encoding]
    .filter((word, index, all) => word && all.indexOf(word) === index)
    .join(", ");
  const fields = guess?.fields.join(", ");
  const reading = { good: count(good), read: count(read) };
  return (
    <>
      <div role="status">
        <Text size="sm">
          {guess ? (
            <Trans>
              This looks like <b dir="auto">{label}</b>: its rows have <bdi>{fields}</bdi>.
            </Trans>
          ) : (
            <Trans>
              This is of no known format: say below which field is what, or choose a format.
            </Trans>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {kind}
          {format && (
            <>
              {" · "}
              <Trans>
                {reading.good} of the first {reading.read} rows can be read
              </Trans>
            </>
          )}
        </Text>
        {["cp1252", "latin-1"].includes(found.encoding) && (
          <Text size="sm">
            <Trans>
              The text is not UTF-8. Look whether its accents are right below, and choose another
              encoding if not.
            </Trans>
          </Text>
        )}
      </div>
      {found.warnings.length > 0 && (
        <Alert color="yellow" variant="light" title={t`Is this meant?`}>
          <List size="sm">
            {found.warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <BadLines lines={found.problems.map(({ line, message }) => ({ line, problem: message }))} />
      <FirstRows rows={found.rows} />
    </>
  );
}
