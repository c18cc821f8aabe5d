import { Radio, Stack } from "@mantine/core";
import { OfServer } from "./OfServer";

interface Props {
  label: string;
  choices: readonly { name: string; label: string; description: string }[];
  value: string;
  mb: string;
  onChange: (name: string) => void;
}

/** One choice of a list that the server owns, each with what it means. */
export function ServerChoices({ label: title, choices, ...group }: Props) {
  return (
    <Radio.Group label={title} {...group}>
      <Stack gap="xs" mt={6}>
        {choices.map(({ name, label, description }) => (
          <Radio
            key={name}
            value={name}
            label={<OfServer text={label} />}
            description={<OfServer text={description} />}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
