import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  Checkbox,
  Group,
  Modal,
  PasswordInput,
  Radio,
  Stack,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";
import type { Role } from "@/api/types";
import { ROLES } from "@/shared/project/roles";
import { useSignedIn } from "@/shared/session/useMe";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useMemberChanges } from "../api/members";

export function AddMember({ slug }: { slug: string }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={open}>
        <Trans>Add a member</Trans>
      </Button>
      <Modal opened={opened} onClose={close} title={t`Add a member`}>
        <AddMemberForm slug={slug} onDone={close} />
      </Modal>
    </>
  );
}

function AddMemberForm({ slug, onDone }: { slug: string; onDone: () => void }) {
  const { is_superuser: mayCreate } = useSignedIn();
  const [role, setRole] = useState<Role>("annotator");
  const [isNew, setIsNew] = useState(false);
  const { add } = useMemberChanges(slug);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const username = fieldOf(form, "username").trim();
    const account = isNew ? { create: true, password: fieldOf(form, "password") } : {};
    add.mutate({ username, role, ...account }, { onSuccess: onDone });
  };
  const choose = (value: string) =>
    setRole(ROLES.find((one) => one.value === value)?.value ?? role);
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={add.error} />
        <TextInput
          name="username"
          label={t`User name`}
          required
          autoComplete="off"
          data-autofocus
        />
        <Radio.Group label={t`Role`} value={role} onChange={choose}>
          <Stack gap="xs" mt={6}>
            {ROLES.map(({ value, label, may }) => (
              <Radio key={value} value={value} label={i18n._(label)} description={i18n._(may)} />
            ))}
          </Stack>
        </Radio.Group>
        {mayCreate && (
          <Checkbox
            label={t`Make a new account with this name`}
            checked={isNew}
            onChange={(event) => setIsNew(event.currentTarget.checked)}
          />
        )}
        {isNew && (
          <PasswordInput
            name="password"
            label={t`First password`}
            autoComplete="new-password"
            required
          />
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending}>
            <Trans>Add</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
