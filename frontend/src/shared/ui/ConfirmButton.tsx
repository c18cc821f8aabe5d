import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { ErrorNotice } from "./ErrorNotice";

interface Props extends Omit<ButtonProps, "children"> {
  label: ReactNode;
  /** What a screen reader says where the label alone would repeat in every row. */
  name?: string;
  title: string;
  question: ReactNode;
  confirm: string;
  onConfirm: () => Promise<unknown>;
  error?: unknown;
  pending?: boolean;
}

/** A button whose deed is asked about once more. */
export function ConfirmButton(props: Props) {
  const { label, name, title, question, confirm, onConfirm, error, pending, ...button } = props;
  const [opened, { open, close }] = useDisclosure();
  const perform = () => void onConfirm().then(close, () => undefined);
  return (
    <>
      <Button {...button} onClick={open} {...(name && { "aria-label": name })}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <Stack>
          <Text component="div">{question}</Text>
          <ErrorNotice error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              <Trans>Cancel</Trans>
            </Button>
            <Button
              color={button.color ?? "plumb"}
              onClick={perform}
              loading={pending ?? false}
              data-autofocus
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
