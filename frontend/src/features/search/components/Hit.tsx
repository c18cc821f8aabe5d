import { Paper, Text } from "@mantine/core";

interface Props {
  title: string;
  about: string;
  prompt?: string;
  texts: string[];
}

/** What was found: what it is, the prompt it belongs to, and its texts. */
export function Hit({ title, about, prompt, texts }: Props) {
  return (
    <Paper withBorder p="md">
      <Text component="h2" m={0} fw={620}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      {prompt && (
        <Text size="sm" c="dimmed" mt="xs" lineClamp={3}>
          {prompt}
        </Text>
      )}
      {texts.map((text, index) => (
        <Text key={index} size="sm" mt="xs" lineClamp={6} style={{ whiteSpace: "pre-line" }}>
          {text}
        </Text>
      ))}
    </Paper>
  );
}
