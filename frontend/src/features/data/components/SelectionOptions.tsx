import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { NumberInput, SimpleGrid, Switch } from "@mantine/core";
import { messageAt } from "@/shared/lib/form";
import type { NumberOption } from "../model";

export type Selection = Partial<Record<NumberOption["name"], number | string>> & {
  conversational?: boolean;
};

interface Props {
  options: NumberOption[];
  selection: Selection;
  onChange: (selection: Selection) => void;
  error: unknown;
}

/** How responses are selected by their rewards; what the server refuses is said at its field. */
export function SelectionOptions({ options, selection, onChange, error }: Props) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {options.map(({ name, label, description, initial, step }) => (
          <NumberInput
            key={name}
            label={i18n._(label)}
            description={i18n._(description)}
            value={selection[name] ?? initial}
            step={step}
            error={messageAt(error, name)}
            onChange={(value) => {
              onChange({ ...selection, [name]: value });
            }}
          />
        ))}
      </SimpleGrid>
      <Switch
        label={t`As messages instead of texts`}
        checked={selection.conversational ?? false}
        onChange={(event) => {
          onChange({ ...selection, conversational: event.currentTarget.checked });
        }}
      />
    </>
  );
}

/** What is asked for: numbers that were given, of the options that the format has. */
export function selected(options: NumberOption[], selection: Selection) {
  const given = options.flatMap(({ name }) => {
    const value = selection[name];
    return typeof value === "number" ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(given), conversational: selection.conversational ?? false };
}
