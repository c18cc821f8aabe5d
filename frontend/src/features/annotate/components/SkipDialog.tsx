import { i18n } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";

// Stored in English whatever language they were read in, so that they can be counted.
const COMMON = [msg`Too hard to judge`, msg`I lack the knowledge`, msg`The two say the same`];

interface Props {
  opened: boolean;
  onClose: () => void;
  onSkip: (reason: string) => Promise<void>;
}

/** Asks why, without insisting: Enter skips. */
export function SkipDialog({ opened, onClose, onSkip }: Props) {
  const skip = (reason: string) => {
    onClose();
    void onSkip(reason);
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    skip(fieldOf(new FormData(event.currentTarget), "reason").trim());
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t`Skip this comparison`} returnFocus={false}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            name="reason"
            dir="auto"
            label={t`Why? (if you like)`}
            description={t`Enter skips at once, Escape goes back.`}
            maxLength={500}
            data-autofocus
          />
          <Group gap={6}>
            {COMMON.map((reason) => (
              <Button
                key={reason.id}
                size="compact-sm"
                variant="default"
                onClick={() => skip(reason.message ?? "")}
              >
                {i18n._(reason)}
              </Button>
            ))}
          </Group>
          <Group justify="flex-end">
            <Button type="submit">
              <Trans>Skip</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
