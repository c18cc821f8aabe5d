import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import type { SubmitEvent } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { fieldOf } from "@/shared/lib/form";
import { roleName } from "@/shared/project/roles";
import { EntryPage } from "@/shared/session/EntryPage";
import { useMe } from "@/shared/session/useMe";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { useAccept, useOpenInvitation, type NewAccount } from "./invitations";

export function InvitationPage() {
  const { hash, pathname } = useLocation();
  const token = hash.slice(1);
  const { data: me } = useMe();
  const { data: invitation, error } = useOpenInvitation(token);
  const accept = useAccept(token);
  const navigate = useNavigate();
  const join = (account: NewAccount | null) =>
    accept.mutate(account, { onSuccess: () => void navigate("/", { replace: true }) });
  if (!invitation) {
    return (
      <EntryPage title={t`Invitation`}>
        {error ? <ErrorNotice error={error} title={t`This link does not work`} /> : <RowsLoading />}
      </EntryPage>
    );
  }
  const { project_name: project, username } = invitation;
  const role = roleName(invitation.role);
  const back = encodeURIComponent(pathname + hash);
  return (
    <EntryPage
      title={t`Invitation`}
      lead={
        <Trans>
          Join <bdi>{project}</bdi> as {role}.
        </Trans>
      }
    >
      <Stack>
        <ErrorNotice error={accept.error} title={t`That did not work`} />
        {me ? (
          <JoinAs username={me.username} onJoin={() => join(null)} pending={accept.isPending} />
        ) : (
          <>
            <AccountForm username={username} onJoin={join} pending={accept.isPending} />
            <Text size="sm">
              <Trans>
                You have an account?{" "}
                <Anchor component={Link} to={`/login?next=${back}`}>
                  Sign in
                </Anchor>
              </Trans>
            </Text>
          </>
        )}
      </Stack>
    </EntryPage>
  );
}

interface JoinProps {
  username: string;
  onJoin: () => void;
  pending: boolean;
}

function JoinAs({ username, onJoin, pending }: JoinProps) {
  return (
    <>
      <Text>
        <Trans>
          You are signed in as <bdi>{username}</bdi>.
        </Trans>
      </Text>
      <Button onClick={onJoin} loading={pending}>
        <Trans>Join</Trans>
      </Button>
    </>
  );
}

interface AccountProps {
  username: string;
  onJoin: (account: NewAccount) => void;
  pending: boolean;
}

function AccountForm({ username, onJoin, pending }: AccountProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onJoin({
      username: fieldOf(form, "username").trim(),
      name: fieldOf(form, "name").trim(),
      password: fieldOf(form, "password"),
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          name="username"
          label={t`User name`}
          description={t`You sign in with it: letters, digits and @ . + - _`}
          autoComplete="username"
          autoCapitalize="none"
          defaultValue={username}
          maxLength={150}
          required
        />
        <TextInput
          name="name"
          label={t`Your name`}
          description={t`What others in the project see. May be left empty.`}
          autoComplete="name"
          maxLength={150}
        />
        <PasswordInput
          name="password"
          label={t`Password`}
          description={t`At least 8 characters, and not a common one.`}
          autoComplete="new-password"
          maxLength={200}
          required
        />
        <Button type="submit" loading={pending} fullWidth>
          <Trans>Join</Trans>
        </Button>
      </Stack>
    </form>
  );
}
