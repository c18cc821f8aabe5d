import { Button } from "@mantine/core";
import { Link } from "react-router";
import { toApiError } from "@/api/errors";
import { EmptyState } from "./EmptyState";

const Home = () => (
  <Button component={Link} to="/" variant="default">
    To the projects
  </Button>
);

export function NotFound() {
  return (
    <EmptyState title="This page does not exist" code="404" action={<Home />}>
      The address may be mistyped, or what stood here has been removed.
    </EmptyState>
  );
}

export function Forbidden() {
  return (
    <EmptyState title="This page is not for your role" code="403" action={<Home />}>
      Ask an admin of the project if you need it.
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
      Load again
    </Button>
  );
  return (
    <EmptyState title="Something went wrong" action={reload}>
      {problem.message}
    </EmptyState>
  );
}
