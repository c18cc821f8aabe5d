import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
    <Drawer opened={opened} onClose={onClose} title={t`Guidelines`} size="lg" padding="lg">
      <Text fw={600} mb="sm" dir="auto">
        {question}
      </Text>
      {guidelines ? (
        <RichText text={guidelines} />
      ) : (
        <Text c="dimmed">
          <Trans>This project has no guidelines yet.</Trans>
        </Text>
      )}
    </Drawer>
  );
}
