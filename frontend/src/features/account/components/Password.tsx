import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { changePassword } from "@/api/auth";
import { fieldOf } from "@/shared/lib/form";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";

export function Password() {
  const change = useMutation({
    mutationFn: ({ old, wanted }: { old: string; wanted: string }) => changePassword(old, wanted),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    change.mutate(
      { old: fieldOf(form, "old"), wanted: fieldOf(form, "wanted") },
      { onSuccess: () => element.reset() },
    );
  };
  return (
    <Panel title={t`Password`} hint={t`Other browsers that are signed in are signed out.`}>
      <form onSubmit={submit}>
        <Stack maw={340}>
          <ErrorNotice error={change.error} title={t`That did not work`} />
          {change.isSuccess && (
            <Text role="status">
              <Trans>Your new password is set.</Trans>
            </Text>
          )}
          <PasswordInput
            name="old"
            label={t`Present password`}
            autoComplete="current-password"
            required
          />
          <PasswordInput
            name="wanted"
            label={t`New password`}
            autoComplete="new-password"
            maxLength={200}
            required
          />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              <Trans>Change the password</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
