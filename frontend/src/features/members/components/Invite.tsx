import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type SubmitEvent } from "react";
import type { Role } from "@/api/types";
import { fieldOf } from "@/shared/lib/form";
import { ROLES } from "@/shared/project/roles";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useInvitationChanges } from "../api/invitations";
import { ShownOnce } from "./ShownOnce";

export function Invite({ slug }: { slug: string }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button onClick={open}>
        <Trans>Invite</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Invite a person`}>
        <InviteForm slug={slug} />
      </Modal>
    </>
  );
}

function InviteForm({ slug }: { slug: string }) {
  const [role, setRole] = useState<Role>("annotator");
  const { invite } = useInvitationChanges(slug);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = fieldOf(form, "email").trim();
    invite.mutate({ role, days: Number(form.get("days")), ...(email && { email }) });
  };
  if (invite.data) {
    return (
      <ShownOnce text={invite.data.link}>
        <Trans>Send this link to the person. It works once, and it is not shown again.</Trans>
      </ShownOnce>
    );
  }
  const choose = (value: string) =>
    setRole(ROLES.find((one) => one.value === value)?.value ?? role);
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={invite.error} title={t`That did not work`} />
        <Radio.Group label={t`Role`} value={role} onChange={choose}>
          <Stack gap="xs" mt={6}>
            {ROLES.map(({ value, label, may }) => (
              <Radio key={value} value={value} label={i18n._(label)} description={i18n._(may)} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          name="email"
          type="email"
          label={t`E-mail address`}
          description={t`Becomes the address of a new account. May be left empty; no mail is sent.`}
          autoComplete="off"
        />
        <NumberInput
          name="days"
          label={t`Days until it expires`}
          defaultValue={7}
          min={1}
          max={90}
          required
        />
        <Group justify="flex-end">
          <Button type="submit" loading={invite.isPending}>
            <Trans>Make a link</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
