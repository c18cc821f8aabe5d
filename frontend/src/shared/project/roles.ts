import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Project, Role } from "@/api/types";

const RANK: Record<Role, number> = { annotator: 0, researcher: 1, admin: 2 };

/** True where `role` includes what `needed` may do. */
export const atLeast = (role: Project["role"], needed: Role) =>
  role !== null && RANK[role] >= RANK[needed];

export const ROLES: { value: Role; label: MessageDescriptor; may: MessageDescriptor }[] = [
  { value: "annotator", label: msg`Annotator`, may: msg`compares, and sees own work` },
  { value: "researcher", label: msg`Researcher`, may: msg`also imports, exports, reads the model` },
  {
    value: "admin",
    label: msg`Admin`,
    may: msg`also manages members, settings and model versions`,
  },
];

export function roleName(role: Project["role"]): string | undefined {
  const label = ROLES.find(({ value }) => value === role)?.label;
  return label && i18n._(label);
}
