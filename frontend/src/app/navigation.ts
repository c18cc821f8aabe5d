import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Project, Role } from "@/api/types";
import { atLeast } from "@/shared/project/roles";

interface Entry {
  label: MessageDescriptor;
  path: string;
  needs: Role;
}

interface Group {
  label: MessageDescriptor;
  entries: readonly Entry[];
}

/** The pages of a project by what they are for. A new page is a line in its group. */
const GROUPS: readonly Group[] = [
  { label: msg`Overview`, entries: [{ label: msg`Overview`, path: "", needs: "researcher" }] },
  {
    label: msg`Label`,
    entries: [
      { label: msg`Annotate`, path: "annotate", needs: "annotator" },
      { label: msg`Own answers`, path: "history", needs: "annotator" },
      { label: msg`Comparisons`, path: "comparisons", needs: "researcher" },
    ],
  },
  {
    label: msg`Data`,
    entries: [
      { label: msg`Data`, path: "data", needs: "researcher" },
      { label: msg`Documents`, path: "documents", needs: "researcher" },
      { label: msg`Generation`, path: "generation", needs: "researcher" },
      { label: msg`Search`, path: "search", needs: "researcher" },
    ],
  },
  {
    label: msg`Model`,
    entries: [{ label: msg`Model`, path: "model", needs: "researcher" }],
  },
  {
    label: msg`Quality`,
    entries: [
      { label: msg`Quality`, path: "quality", needs: "researcher" },
      { label: msg`Audits`, path: "audits", needs: "researcher" },
      { label: msg`Red team`, path: "red-team", needs: "researcher" },
    ],
  },
  {
    label: msg`Manage`,
    entries: [
      { label: msg`Members`, path: "members", needs: "researcher" },
      { label: msg`Settings`, path: "settings", needs: "admin" },
      { label: msg`Health`, path: "health", needs: "admin" },
      { label: msg`Audit log`, path: "audit-log", needs: "admin" },
    ],
  },
];

export interface PageLink {
  label: MessageDescriptor;
  to: string;
  end: boolean;
}

export interface LinkGroup {
  label: MessageDescriptor;
  links: PageLink[];
}

/** The pages of a project that a role may use, by group; groups without any are left out. */
export function linkGroups(slug: string, role: Project["role"]): LinkGroup[] {
  return GROUPS.map(({ label, entries }) => ({
    label,
    links: entries
      .filter(({ needs }) => atLeast(role, needs))
      .map((entry) => ({
        label: entry.label,
        to: entry.path ? `/projects/${slug}/${entry.path}` : `/projects/${slug}`,
        end: entry.path === "",
      })),
  })).filter(({ links }) => links.length > 0);
}

/** Whether a page at `pathname` belongs to a link. */
export const isAt = ({ to, end }: PageLink, pathname: string): boolean =>
  pathname === to || pathname === `${to}/` || (!end && pathname.startsWith(`${to}/`));
