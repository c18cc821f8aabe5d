import { i18n } from "@lingui/core";
import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link, NavLink, useLocation } from "react-router";
import type { Project } from "@/api/types";
import classes from "./Frame.module.css";
import { isAt, linkGroups, type LinkGroup, type PageLink } from "./navigation";

interface Props {
  project: Project;
}

/** The pages of a project in the bar: plain links where there is one group, else a menu a group. */
export function NavBar({ project }: Props) {
  const groups = linkGroups(project.slug, project.role);
  const [only] = groups;
  if (only && groups.length === 1) return <Links links={only.links} className={classes.link} />;
  return groups.map((group) =>
    group.links.length === 1 ? (
      <Links key={group.label.id} links={group.links} className={classes.link} />
    ) : (
      <GroupMenu key={group.label.id} group={group} />
    ),
  );
}

/** The same one below the other, under the names of their groups. */
export function NavStack({ project }: Props) {
  return linkGroups(project.slug, project.role).map(({ label, links }) => (
    <div key={label.id} className={classes.group} role="group" aria-label={i18n._(label)}>
      {links.length > 1 && (
        <span className={classes.groupName} aria-hidden="true">
          {i18n._(label)}
        </span>
      )}
      <Links links={links} className={classes.stacked} />
    </div>
  ));
}

function Links({ links, className = "" }: { links: PageLink[]; className: string | undefined }) {
  return links.map(({ label, to, end }) => (
    <NavLink key={to} to={to} end={end} className={className}>
      {i18n._(label)}
    </NavLink>
  ));
}

function GroupMenu({ group: { label, links } }: { group: LinkGroup }) {
  const { pathname } = useLocation();
  const here = links.find((link) => isAt(link, pathname));
  return (
    <Menu position="bottom-start" width={200} offset={2} trigger="click-hover" openDelay={120}>
      <Menu.Target>
        <UnstyledButton className={classes.link} data-here={here !== undefined || undefined}>
          {i18n._(label)}
          <IconChevronDown size={13} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {links.map((link) => (
          <Menu.Item
            key={link.to}
            component={Link}
            to={link.to}
            aria-current={link === here ? "page" : undefined}
            fw={link === here ? 620 : undefined}
          >
            {i18n._(link.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
