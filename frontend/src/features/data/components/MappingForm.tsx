import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ImportPreview } from "@/api/types";
import { isRecord } from "@/api/errors";
import { listOf, textAt } from "@/shared/lib/narrow";
import { useChoices } from "@/shared/project/choices";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { OfServer } from "@/shared/ui/OfServer";
import { useDeleteMapping, useMappings, useSaveMapping } from "../api/preview";
import { roleIn, withRole, type Mapping } from "../model";
import classes from "./Bringing.module.css";

const FIRST = 9; // roles that most files have

interface Props {
  slug: string;
  columns: ImportPreview["columns"];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Which field plays which role; kept by name for further files of the same shape. */
export function MappingForm({ slug, columns, mapping, onChange }: Props) {
  const roles = useChoices()?.mapping_roles ?? [];
  const fields = columns.map(({ name }) => name);
  const named = Object.values(mapping).flatMap((value) => (typeof value === "string" ? value : []));
  // A prompt may be a text with fields in braces; such a value stays as it is.
  const all = [...new Set([...fields, ...named])];
  const field = (role: (typeof roles)[number]) => (
    <Select
      key={role.name}
      label={<OfServer text={role.label} />}
      description={<OfServer text={role.description} />}
      data={all}
      value={roleIn(mapping, role.name)}
      placeholder={t`No field`}
      searchable
      clearable
      onChange={(value) => {
        onChange(withRole(mapping, role.name, value));
      }}
    />
  );
  const several = (name: "raters" | "axes", label: string, description: string) => (
    <MultiSelect
      label={label}
      description={description}
      data={all}
      value={listOf(mapping[name]).map(String)}
      searchable
      onChange={(value) => {
        onChange(withRole(mapping, name, value));
      }}
    />
  );
  return (
    <Stack gap="sm">
      <SavedMappings slug={slug} mapping={mapping} onChange={onChange} />
      <div className={classes.roles}>{roles.slice(0, FIRST).map(field)}</div>
      <Words columns={columns} mapping={mapping} onChange={onChange} />
      <details>
        <summary>
          <Trans>More roles</Trans>
        </summary>
        <div className={classes.roles} style={{ marginTop: 10 }}>
          {roles.slice(FIRST).map(field)}
          {several("raters", t`Columns of raters`, t`Each holds one person’s choice.`)}
          {several("axes", t`Axes`, t`What was judged besides, such as clarity.`)}
        </div>
      </details>
    </Stack>
  );
}

/** What the words of a choice mean. */
function Words({ columns, mapping, onChange }: Omit<Props, "slug">) {
  const choice = roleIn(mapping, "choice") ?? textAt(listOf(mapping.raters), "0");
  const words = columns.find(({ name }) => name === choice)?.words ?? [];
  const meanings = isRecord(mapping.choices) ? mapping.choices : {};
  if (words.length === 0) return null;
  const data = [
    { value: "a", label: t`A is better` },
    { value: "b", label: t`B is better` },
    { value: "tie", label: t`A tie` },
    { value: "both_bad", label: t`Neither will do` },
  ];
  return (
    <div className={classes.roles} role="group" aria-label={t`What the words of the choice mean`}>
      {words.map((word) => (
        <Select
          key={word}
          label={<Trans>“{word}” means</Trans>}
          data={data}
          value={textAt(meanings, word)}
          placeholder={t`As it says`}
          clearable
          onChange={(value) => {
            const said = withRole(meanings, word, value);
            onChange(withRole(mapping, "choices", Object.keys(said).length ? said : null));
          }}
        />
      ))}
    </div>
  );
}

function SavedMappings({ slug, mapping, onChange }: Omit<Props, "columns">) {
  const saved = useMappings(slug) ?? [];
  const [name, setName] = useState("");
  const save = useSaveMapping(slug);
  const remove = useDeleteMapping(slug);
  const chosen = saved.find((each) => each.name === name);
  return (
    <>
      <ErrorNotice error={save.error ?? remove.error} title={t`The mapping was not kept`} />
      <Group align="end" gap="sm">
        {saved.length > 0 && (
          <Select
            label={t`Kept mapping`}
            data={saved.map((each) => each.name)}
            value={chosen?.name ?? null}
            placeholder={t`Choose one`}
            onChange={(value) => {
              const found = saved.find((each) => each.name === value);
              if (!found) return;
              setName(found.name);
              onChange(found.mapping);
            }}
          />
        )}
        <TextInput
          label={t`Name of the mapping`}
          value={name}
          maxLength={100}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Button
          variant="default"
          disabled={!name.trim()}
          loading={save.isPending}
          onClick={() => {
            save.mutate({ name: name.trim(), mapping });
          }}
        >
          <Trans>Keep it</Trans>
        </Button>
        {chosen && (
          <Button
            variant="subtle"
            color="red"
            loading={remove.isPending}
            onClick={() => {
              remove.mutate(chosen.id);
            }}
          >
            <Trans>Forget it</Trans>
          </Button>
        )}
      </Group>
    </>
  );
}
