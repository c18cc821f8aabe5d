import type { Project, Role } from "@/api/types";

const RANK: Record<Role, number> = { annotator: 0, researcher: 1, admin: 2 };

/** True where `role` includes what `needed` may do. */
export const atLeast = (role: Project["role"], needed: Role) =>
  role !== null && RANK[role] >= RANK[needed];

export const ROLES: { value: Role; label: string; may: string }[] = [
  { value: "annotator", label: "Annotator", may: "compares, and sees own work" },
  { value: "researcher", label: "Researcher", may: "also imports, exports, reads the model" },
  { value: "admin", label: "Admin", may: "also manages members, settings and model versions" },
];

export const roleName = (role: Project["role"]) => ROLES.find(({ value }) => value === role)?.label;
