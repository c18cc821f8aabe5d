import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  Checkbox,
  Group,
  Modal,
  Radio,
  Stack,
  Text,
  TextInput,
  type ButtonProps,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type ReactNode, type SubmitEvent } from "react";
import type { RemovalMode, RemovalTarget } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RemovalPreview } from "./RemovalPreview";
import { usePreview, useRemove } from "./removals";

interface Props extends Omit<ButtonProps, "children"> {
  slug: string;
  target: RemovalTarget;
  label: ReactNode;
  /** What a screen reader says where the label alone would repeat in every row. */
  name?: string;
  title: string;
  /** What goes and what stays, in a sentence. */
  children: ReactNode;
}

/** A button that deletes for good: what would go is shown first, and a reason is asked for. */
export function RemoveButton({ slug, target, label, name, title, children, ...button }: Props) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button {...button} onClick={open} {...(name && { "aria-label": name })}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} size="lg">
        <RemoveForm slug={slug} target={target} onClose={close}>
          {children}
        </RemoveForm>
      </Modal>
    </>
  );
}

interface FormProps {
  slug: string;
  target: RemovalTarget;
  onClose: () => void;
  children: ReactNode;
}

function RemoveForm({ slug, target, onClose, children }: FormProps) {
  const [reason, setReason] = useState("");
  const [mode, setMode] = useState<RemovalMode>("erase");
  const [withdraws, setWithdraws] = useState(false);
  const preview = usePreview(slug, target, true);
  const remove = useRemove(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    remove.mutate({ ...target, reason, mode, withdraw_snapshots: withdraws });
  };
  if (remove.isSuccess) {
    return (
      <Stack>
        <Text role="status">
          <Trans>Asked for. A worker deletes it; the audit log tells how far it is.</Trans>
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text component="div">{children}</Text>
        <ErrorNotice error={preview.error ?? remove.error} />
        <RemovalPreview preview={preview.data} />
        {target.kind === "rater" && (
          <Radio.Group
            label={t`The answers`}
            value={mode}
            onChange={(value) => {
              setMode(value === "anonymise" ? "anonymise" : "erase");
            }}
          >
            <Stack gap="xs" mt={6}>
              <Radio value="erase" label={t`Go, and the model forgets them`} />
              <Radio
                value="anonymise"
                label={t`Stay as nobody’s, without the reasons written with them`}
              />
            </Stack>
          </Radio.Group>
        )}
        {preview.data && preview.data.snapshots.length > 0 && (
          <Checkbox
            label={t`Delete the files of these snapshots, too`}
            checked={withdraws}
            onChange={(event) => {
              setWithdraws(event.currentTarget.checked);
            }}
          />
        )}
        <TextInput
          label={t`Reason`}
          description={t`Kept in the audit log: name nothing there that should be forgotten.`}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
          required
          maxLength={500}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" color="red" loading={remove.isPending} disabled={!preview.data}>
            <Trans>Delete for good</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
