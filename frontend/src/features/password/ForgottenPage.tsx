import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { SubmitEvent } from "react";
import { Link } from "react-router";
import { askForNewPassword } from "@/api/auth";
import { api, unwrap } from "@/api/client";
import { fieldOf } from "@/shared/lib/form";
import { EntryPage } from "@/shared/session/EntryPage";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";

export function ForgottenPage() {
  const { data, error } = useQuery({
    queryKey: ["sign-in"],
    queryFn: () => unwrap(api.GET("/api/v1/sign-in/")),
  });
  return (
    <EntryPage title={t`Forgotten password`}>
      <Stack>
        <ErrorNotice error={error} />
        {!data && !error && <RowsLoading />}
        {data && (data.mail ? <AskForm /> : <AskAnAdmin />)}
        <Anchor component={Link} to="/login" size="sm">
          <Trans>Back to sign in</Trans>
        </Anchor>
      </Stack>
    </EntryPage>
  );
}

function AskAnAdmin() {
  return (
    <Text>
      <Trans>
        Ask an admin of your project for a link. With it you set a new password yourself.
      </Trans>
    </Text>
  );
}

function AskForm() {
  const ask = useMutation({ mutationFn: askForNewPassword });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(fieldOf(new FormData(event.currentTarget), "email").trim());
  };
  if (ask.isSuccess) {
    return (
      <Text role="status">
        <Trans>
          If an account has this address, a mail with a link is on its way. The link holds for three
          days.
        </Trans>
      </Text>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={ask.error} />
        <TextInput
          name="email"
          type="email"
          label={t`E-mail address`}
          autoComplete="email"
          required
        />
        <Button type="submit" loading={ask.isPending}>
          <Trans>Send a link</Trans>
        </Button>
      </Stack>
    </form>
  );
}
