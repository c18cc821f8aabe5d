import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { useEffect } from "react";
import { Link, Navigate, useSearchParams } from "react-router";
import { EntryPage } from "@/shared/session/EntryPage";
import { LoginForm } from "@/shared/session/LoginForm";
import { useMe } from "@/shared/session/useMe";

/** Only addresses of this site; "//elsewhere" would leave it. */
const safeTarget = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : "/");

/** Pages that the server makes by itself: the Django admin and the API's description. */
const isOfServer = (path: string) => /^\/(admin|api)\//.test(path);

export function LoginPage() {
  const { data: me } = useMe();
  const [params] = useSearchParams();
  const target = safeTarget(params.get("next"));
  const isElsewhere = isOfServer(target);
  useEffect(() => {
    if (me && isElsewhere) window.location.replace(target);
  }, [me, isElsewhere, target]);
  if (me && !isElsewhere) return <Navigate to={target} replace />;
  return (
    <EntryPage
      title={t`Sign in`}
      heading="Plumbline"
      lead={<Trans>People compare, the reward model learns from every answer.</Trans>}
    >
      <LoginForm onSignedIn={() => undefined} />
      <Anchor component={Link} to="/forgotten-password" size="sm" mt="md" display="block">
        <Trans>Forgotten password?</Trans>
      </Anchor>
    </EntryPage>
  );
}
