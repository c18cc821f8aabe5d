import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, ScrollRestoration, useLocation, useMatch } from "react-router";
import { projectQuery } from "@/shared/project/useProject";
import { Logo } from "@/shared/ui/Logo";
import { AccountMenu } from "./AccountMenu";
import classes from "./Frame.module.css";
import { NavBar, NavStack } from "./NavLinks";
import { ThemeSwitch } from "./ThemeSwitch";

/** The same in every language, so that the link is called what it shows. */
const PRODUCT = "Plumbline";

/** The bar above every page, and the page. */
export function Frame() {
  const slug = useMatch("/projects/:slug/*")?.params.slug;
  const { data: project } = useQuery({ ...projectQuery(slug ?? ""), enabled: Boolean(slug) });
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        <Trans>Skip to the content</Trans>
      </a>
      <header className={classes.header}>
        {project && (
          <Burger
            className={classes.burger}
            size="sm"
            opened={opened}
            onClick={toggle}
            aria-label={t`Pages of the project`}
          />
        )}
        <Link to="/" className={classes.brand} aria-label={t`${PRODUCT}: all projects`}>
          <Logo />
          <span className={classes.name}>{PRODUCT}</span>
        </Link>
        {project && (
          <span className={classes.project} dir="auto">
            {project.name}
          </span>
        )}
        {project && (
          <nav className={classes.nav} aria-label={t`Project`}>
            <NavBar project={project} />
          </nav>
        )}
        <div className={classes.tools}>
          <ThemeSwitch />
          <AccountMenu />
        </div>
      </header>
      {project && (
        <Drawer opened={opened} onClose={close} title={project.name} position="left" size="xs">
          <nav aria-label={t`Project`} className={classes.stack} onClick={close} key={pathname}>
            <NavStack project={project} />
          </nav>
        </Drawer>
      )}
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}
