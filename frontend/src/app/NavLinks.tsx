import { i18n } from "@lingui/core";
import { NavLink } from "react-router";
import type { Project } from "@/api/types";
import { projectLinks } from "./navigation";

interface Props {
  project: Project;
  className: string | undefined;
}

export function NavLinks({ project, className }: Props) {
  return projectLinks(project.slug, project.role).map(({ label, to, end }) => (
    <NavLink key={to} to={to} end={end} className={className ?? ""}>
      {i18n._(label)}
    </NavLink>
  ));
}
