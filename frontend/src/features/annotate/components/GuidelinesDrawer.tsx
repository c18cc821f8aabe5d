import { Drawer, Text } from "@mantine/core";
import { RichText } from "@/shared/text/RichText";

interface Props {
  opened: boolean;
  onClose: () => void;
  guidelines: string;
  question: string;
}

export function GuidelinesDrawer({ opened, onClose, guidelines, question }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} title="Guidelines" size="lg" padding="lg">
      <Text fw={600} mb="sm">
        {question}
      </Text>
      {guidelines ? (
        <RichText text={guidelines} />
      ) : (
        <Text c="dimmed">This project has no guidelines yet.</Text>
      )}
    </Drawer>
  );
}
