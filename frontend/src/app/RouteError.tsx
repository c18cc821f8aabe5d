import { useRouteError } from "react-router";
import { ErrorPage } from "@/shared/ui/ErrorPage";

/** What is shown where a page itself fails. */
export function RouteError() {
  return (
    <main>
      <ErrorPage error={useRouteError()} />
    </main>
  );
}
