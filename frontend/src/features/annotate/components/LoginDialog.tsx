import { Modal, Text } from "@mantine/core";
import { counted } from "@/shared/lib/format";
import { LoginForm } from "@/shared/session/LoginForm";

interface Props {
  opened: boolean;
  username: string;
  unsent: number;
  onSignedIn: () => void;
}

/** Asks for the login where a session ran out; the work stays as it is behind it. */
export function LoginDialog({ opened, username, unsent, onSignedIn }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Please sign in again"
    >
      <Text mb="md" c="dimmed" size="sm">
        Your session has run out.{" "}
        {unsent > 0 && `${counted(unsent, "answer")} will be sent as soon as you are back.`}
      </Text>
      <LoginForm username={username} onSignedIn={onSignedIn} />
    </Modal>
  );
}
