import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
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
      placeholder={name === "overlap" ? "0" : "As the project"}
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
        How it is split
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }} mt="sm">
        <Select
          label="Into parts by"
          data={UNITS}
          value={choices.by}
          onChange={(by) => {
            const found = UNITS.find(({ value }) => value === by);
            if (found) onChange({ ...choices, by: found.value, size: "" });
          }}
          allowDeselect={false}
        />
        {number("size", unit?.size ?? "Size of a part", unit?.least ?? 1, 20_000)}
        <Select
          label="Told of what came before"
          data={CONTEXTS}
          value={choices.context_from}
          onChange={(context) => {
            const found = CONTEXTS.find(({ value }) => value === context);
            if (found) onChange({ ...choices, context_from: found.value });
          }}
          allowDeselect={false}
        />
        {number("overlap", "Overlap of neighbours (tokens)", 0, 2_000)}
        {number("fan_out", "Most children of a node", 2, 20)}
        {number("max_levels", "Most levels of the tree", 1, 30)}
      </SimpleGrid>
    </details>
  );
}
