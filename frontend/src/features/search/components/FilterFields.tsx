import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Select, SimpleGrid, TextInput } from "@mantine/core";
import { translated } from "@/shared/locale/translated";
import { FIELDS, fieldsOf, type FieldName, type Filters, type Kind } from "../model";
import classes from "./FilterFields.module.css";

interface Props {
  kind: Kind;
  filters: Filters;
  onChange: (name: FieldName, value: string) => void;
}

/** What the list can be narrowed to. Texts count once they are left or sent off. */
export function FilterFields({ kind, filters, onChange }: Props) {
  const set = fieldsOf(kind).filter((name) => filters[name]).length;
  return (
    <details open={set > 0} className={classes.filters}>
      <summary>{set > 0 ? t`Filters (${set})` : t`Filters`}</summary>
      <SimpleGrid cols={{ base: 2, sm: 3, md: 4 }} spacing="sm" mt="xs">
        {fieldsOf(kind).map((name) => {
          const field = FIELDS[name];
          const value = filters[name] ?? "";
          if ("choices" in field)
            return (
              <Select
                key={name}
                label={i18n._(field.label)}
                placeholder={t`Any`}
                data={translated(field.choices)}
                value={value || null}
                clearable
                onChange={(chosen) => {
                  onChange(name, chosen ?? "");
                }}
              />
            );
          return (
            <TextInput
              key={`${name} ${value}`}
              label={i18n._(field.label)}
              name={name}
              type={"day" in field ? "date" : "text"}
              defaultValue={value}
              maxLength={200}
              onBlur={(event) => {
                const said = event.currentTarget.value.trim();
                if (said !== value) onChange(name, said);
              }}
            />
          );
        })}
      </SimpleGrid>
    </details>
  );
}
