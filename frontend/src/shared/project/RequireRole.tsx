import { Outlet } from "react-router";
import type { Role } from "@/api/types";
import { Forbidden } from "@/shared/ui/ErrorPage";
import { atLeast } from "./roles";
import { useProject } from "./useProject";

/** Keeps pages from roles that may not use them; the API refuses them all the same. */
export function RequireRole({ role }: { role: Role }) {
  return atLeast(useProject().role, role) ? <Outlet /> : <Forbidden />;
}
