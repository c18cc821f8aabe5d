import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { fieldOf } from "@/shared/lib/form";
import { signIn } from "@/api/auth";
import { meQuery } from "./useMe";

interface Props {
  /** The name that is asked for again when a session has run out. */
  username?: string | undefined;
  onSignedIn: () => void;
}

export function LoginForm({ username, onSignedIn }: Props) {
  const client = useQueryClient();
  const login = useMutation({
    mutationFn: async (form: FormData) => {
      await signIn(fieldOf(form, "username"), fieldOf(form, "password"));
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    onSuccess: onSignedIn,
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    login.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {login.error && (
          <Alert color="red" variant="light" role="alert">
            {login.error.message}
          </Alert>
        )}
        <TextInput
          name="username"
          label={t`User name`}
          autoComplete="username"
          autoCapitalize="none"
          defaultValue={username}
          required
          withAsterisk={false}
          data-autofocus={username ? undefined : true}
          autoFocus={!username}
        />
        <PasswordInput
          name="password"
          label={t`Password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={username ? true : undefined}
          autoFocus={Boolean(username)}
        />
        <Button type="submit" loading={login.isPending} fullWidth>
          <Trans>Sign in</Trans>
        </Button>
      </Stack>
    </form>
  );
}
