import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Modal, Text } from "@mantine/core";
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
      title={t`Please sign in again`}
    >
      <Text mb="md" c="dimmed" size="sm">
        <Trans>Your session has run out.</Trans>{" "}
        {unsent > 0 && (
          <Plural
            value={unsent}
            one="# answer will be sent as soon as you are back."
            other="# answers will be sent as soon as you are back."
          />
        )}
      </Text>
      <LoginForm username={username} onSignedIn={onSignedIn} />
    </Modal>
  );
}
