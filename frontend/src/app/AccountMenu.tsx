import { Trans } from "@lingui/react/macro";
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link } from "react-router";
import { useSignedIn, useSignOut } from "@/shared/session/useMe";
import classes from "./Frame.module.css";

export function AccountMenu() {
  const me = useSignedIn();
  const signOut = useSignOut();
  const name = me.display_name || me.username;
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <VisuallyHidden>
            <Trans>Account:</Trans>{" "}
          </VisuallyHidden>
          <span className={classes.initial} data-initial={name.charAt(0).toUpperCase()} />
          <span className={classes.person} dir="auto">
            {name}
          </span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account">
          <Trans>Account and own answers</Trans>
        </Menu.Item>
        <Menu.Item component={Link} to="/">
          <Trans>All projects</Trans>
        </Menu.Item>
        {me.is_superuser && (
          <Menu.Item component="a" href="/admin/">
            <Trans>Django admin</Trans>
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>
          <Trans>Sign out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
