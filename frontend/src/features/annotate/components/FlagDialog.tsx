import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";

interface Props {
  opened: boolean;
  onClose: () => void;
  onFlag: (reason: string) => Promise<void>;
}

/** Takes the reason that a flag needs. */
export function FlagDialog({ opened, onClose, onFlag }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={t`Flag this comparison`} returnFocus={false}>
      <FlagForm onClose={onClose} onFlag={onFlag} />
    </Modal>
  );
}

function FlagForm({ onClose, onFlag }: Omit<Props, "opened">) {
  const [reason, setReason] = useState("");
  const submit = () => {
    if (!reason.trim()) return;
    onClose();
    void onFlag(reason.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <Stack>
      <Textarea
        dir="auto"
        label={t`What is wrong with it?`}
        description={t`Researchers look at it. Enter sends, Shift+Enter starts a new line.`}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        maxLength={500}
        autosize
        minRows={3}
        maxRows={10}
        required
        data-autofocus
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button onClick={submit} disabled={!reason.trim()}>
          <Trans>Flag</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
