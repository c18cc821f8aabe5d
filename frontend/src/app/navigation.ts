import type { Project, Role } from "@/api/types";
import { atLeast } from "@/shared/project/roles";

interface Entry {
  label: string;
  path: string;
  needs: Role;
}

const ENTRIES: Entry[] = [
  { label: "Annotate", path: "annotate", needs: "annotator" },
  { label: "Own answers", path: "history", needs: "annotator" },
  { label: "Overview", path: "", needs: "researcher" },
  { label: "Documents", path: "documents", needs: "researcher" },
  { label: "Comparisons", path: "comparisons", needs: "researcher" },
  { label: "Search", path: "search", needs: "researcher" },
  { label: "Data", path: "data", needs: "researcher" },
  { label: "Model", path: "model", needs: "researcher" },
  { label: "Quality", path: "quality", needs: "researcher" },
  { label: "Audits", path: "audits", needs: "researcher" },
  { label: "Members", path: "members", needs: "researcher" },
  { label: "Settings", path: "settings", needs: "admin" },
];

/** The pages of a project that a role may use. */
export function projectLinks(slug: string, role: Project["role"]) {
  return ENTRIES.filter(({ needs }) => atLeast(role, needs)).map(({ label, path }) => ({
    label,
    to: path ? `/projects/${slug}/${path}` : `/projects/${slug}`,
    end: path === "",
  }));
}
