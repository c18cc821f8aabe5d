import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Project, Role } from "@/api/types";
import { atLeast } from "@/shared/project/roles";

interface Entry {
  label: MessageDescriptor;
  path: string;
  needs: Role;
}

const ENTRIES: Entry[] = [
  { label: msg`Annotate`, path: "annotate", needs: "annotator" },
  { label: msg`Own answers`, path: "history", needs: "annotator" },
  { label: msg`Overview`, path: "", needs: "researcher" },
  { label: msg`Documents`, path: "documents", needs: "researcher" },
  { label: msg`Comparisons`, path: "comparisons", needs: "researcher" },
  { label: msg`Search`, path: "search", needs: "researcher" },
  { label: msg`Data`, path: "data", needs: "researcher" },
  { label: msg`Model`, path: "model", needs: "researcher" },
  { label: msg`Quality`, path: "quality", needs: "researcher" },
  { label: msg`Audits`, path: "audits", needs: "researcher" },
  { label: msg`Red team`, path: "red-team", needs: "researcher" },
  { label: msg`Members`, path: "members", needs: "researcher" },
  { label: msg`Settings`, path: "settings", needs: "admin" },
  { label: msg`Audit log`, path: "audit-log", needs: "admin" },
];

/** The pages of a project that a role may use. */
export function projectLinks(slug: string, role: Project["role"]) {
  return ENTRIES.filter(({ needs }) => atLeast(role, needs)).map(({ label, path }) => ({
    label,
    to: path ? `/projects/${slug}/${path}` : `/projects/${slug}`,
    end: path === "",
  }));
}
