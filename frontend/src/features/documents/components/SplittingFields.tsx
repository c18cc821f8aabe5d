import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import { translated } from "@/shared/locale/translated";
import { CONTEXTS, UNITS, type Choices } from "../model/splitting";

interface Props {
  choices: Choices;
  onChange: (choices: Choices) => void;
}

type NumberName = "size" | "overlap" | "fan_out" | "max_levels";

/** How the document is split; most people leave it as it is. */
export function SplittingFields({ choices, onChange }: Props) {
  const unit = UNITS.find(({ value }) => value === choices.by);
  const number = (name: NumberName, label: string, min: number, max: number) => (
    <NumberInput
      label={label}
      placeholder={name === "overlap" ? "0" : t`As the project`}
      value={choices[name]}
      onChange={(value) => onChange({ ...choices, [name]: typeof value === "number" ? value : "" })}
      min={min}
      max={max}
      allowDecimal={false}
    />
  );
  return (
    <details>
      <Text component="summary" size="sm" fw={550}>
        <Trans>How it is split</Trans>
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} mt="sm">
        <Select
          label={t`Into parts by`}
          data={translated(UNITS)}
          value={choices.by}
          onChange={(by) => {
            const found = UNITS.find(({ value }) => value === by);
            if (found) onChange({ ...choices, by: found.value, size: "" });
          }}
          allowDeselect={false}
        />
        {number("size", unit ? i18n._(unit.size) : t`Size of a part`, unit?.least ?? 1, 20_000)}
        <Select
          label={t`Given what came before`}
          data={translated(CONTEXTS)}
          value={choices.context_from}
          onChange={(context) => {
            const found = CONTEXTS.find(({ value }) => value === context);
            if (found) onChange({ ...choices, context_from: found.value });
          }}
          allowDeselect={false}
        />
        {number("overlap", t`Overlap of neighbours (tokens)`, 0, 2_000)}
        {number("fan_out", t`Largest number of children of a node`, 2, 20)}
        {number("max_levels", t`Largest number of levels of the tree`, 1, 30)}
      </SimpleGrid>
    </details>
  );
}
