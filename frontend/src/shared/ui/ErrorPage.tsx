import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "react-router";
import { toApiError } from "@/api/errors";
import { EmptyState } from "./EmptyState";

const Home = () => (
  <Button component={Link} to="/" variant="default">
    <Trans>To the projects</Trans>
  </Button>
);

export function NotFound() {
  return (
    <EmptyState title={t`This page does not exist`} code="404" action={<Home />}>
      <Trans>The address may be mistyped, or this page may have been removed.</Trans>
    </EmptyState>
  );
}

export function Forbidden() {
  return (
    <EmptyState title={t`This page is not for your role`} code="403" action={<Home />}>
      <Trans>Ask an admin of the project if you need it.</Trans>
    </EmptyState>
  );
}

/** A whole page for a failed load. */
export function ErrorPage({ error }: { error: unknown }) {
  const problem = toApiError(error);
  if (problem.status === 404) return <NotFound />;
  if (problem.status === 403) return <Forbidden />;
  const reload = (
    <Button variant="default" onClick={() => window.location.reload()}>
      <Trans>Load again</Trans>
    </Button>
  );
  return (
    <EmptyState title={t`Something went wrong`} action={reload}>
      {problem.message}
    </EmptyState>
  );
}
