import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { Link, useLocation } from "react-router";
import { setNewPassword } from "@/api/auth";
import { fieldOf } from "@/shared/lib/form";
import { EntryPage } from "@/shared/session/EntryPage";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";

/** Where the link of a mail or of an admin leads; its key stands behind the "#". */
export function NewPasswordPage() {
  const key = useLocation().hash.slice(1);
  const change = useMutation({
    mutationFn: (password: string) => setNewPassword(key, password),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    change.mutate(fieldOf(new FormData(event.currentTarget), "password"));
  };
  return (
    <EntryPage title={t`New password`}>
      {change.isSuccess ? (
        <Text role="status">
          <Trans>
            Your new password is set.{" "}
            <Anchor component={Link} to="/login">
              Sign in
            </Anchor>
          </Trans>
        </Text>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <ErrorNotice error={change.error} title={t`That did not work`} />
            <PasswordInput
              name="password"
              label={t`New password`}
              description={t`At least 8 characters, and not a common one.`}
              autoComplete="new-password"
              maxLength={200}
              required
            />
            <Button type="submit" loading={change.isPending}>
              <Trans>Set it</Trans>
            </Button>
          </Stack>
        </form>
      )}
    </EntryPage>
  );
}
