import { Navigate, Outlet, useLocation } from "react-router";
import { ErrorPage } from "@/shared/ui/ErrorPage";
import { PageLoading } from "@/shared/ui/Loading";
import { useMe } from "./useMe";

/** Lets signed-in people through; sends others to the login page and back. */
export function RequireSession() {
  const { data: me, isPending, error } = useMe();
  const location = useLocation();
  if (isPending) return <PageLoading />;
  if (error) return <ErrorPage error={error} />;
  if (!me) {
    const next = location.pathname + location.search;
    const query = next === "/" ? "" : `?next=${encodeURIComponent(next)}`;
    return <Navigate to={`/login${query}`} replace />;
  }
  return <Outlet />;
}
