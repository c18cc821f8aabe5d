import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";

const COMMON = ["Too hard to judge", "I lack the knowledge", "The two say the same"];

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
    <Modal opened={opened} onClose={onClose} title="Skip this comparison" returnFocus={false}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            name="reason"
            label="Why? (if you like)"
            description="Enter skips at once, Escape goes back."
            maxLength={500}
            data-autofocus
          />
          <Group gap={6}>
            {COMMON.map((reason) => (
              <Button key={reason} size="compact-sm" variant="default" onClick={() => skip(reason)}>
                {reason}
              </Button>
            ))}
          </Group>
          <Group justify="flex-end">
            <Button type="submit">Skip</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
