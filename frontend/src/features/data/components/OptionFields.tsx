import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { messageAt } from "@/shared/lib/form";
import { OfServer } from "@/shared/ui/OfServer";
import type { Option, Values } from "../model";

interface Props {
  options: readonly Option[];
  values: Values;
  onChange: (values: Values) => void;
  error: unknown;
}

/** Options as the server lists them; what it refuses is said at its field. */
export function OptionFields({ options, values, onChange, error }: Props) {
  return options.map((option) => (
    <OptionField
      key={option.name}
      option={option}
      value={values[option.name] ?? option.default}
      onChange={(value) => {
        onChange({ ...values, [option.name]: value });
      }}
      error={messageAt(error, option.name)}
    />
  ));
}

interface FieldProps {
  option: Option;
  value: unknown;
  onChange: (value: unknown) => void;
  error: string | undefined;
}

function OptionField({ option, value, onChange, error }: FieldProps) {
  const shared = {
    label: <OfServer text={option.label} />,
    description: <OfServer text={option.description} />,
    error,
  };
  switch (option.kind) {
    case "choice":
      return (
        <Select
          {...shared}
          data={option.choices.map(({ name, label }) => ({ value: name, label: i18n._(label) }))}
          value={typeof value === "string" ? value : null}
          placeholder={t`Left open`}
          clearable={option.default === null}
          allowDeselect={false}
          onChange={onChange}
        />
      );
    case "truth":
      return (
        <Checkbox
          {...shared}
          checked={value === true}
          onChange={(event) => {
            onChange(event.currentTarget.checked);
          }}
        />
      );
    case "text":
      return (
        <TextInput
          {...shared}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => {
            onChange(event.currentTarget.value);
          }}
        />
      );
    case "json":
      return null; // A mapping has a form of its own.
    default:
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : ""}
          step={option.step ?? 1}
          onChange={onChange}
        />
      );
  }
}
