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
          <VisuallyHidden>Account: </VisuallyHidden>
          <span className={classes.initial} data-initial={name.charAt(0).toUpperCase()} />
          <span className={classes.person}>{name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account">
          Account and own answers
        </Menu.Item>
        <Menu.Item component={Link} to="/">
          All projects
        </Menu.Item>
        {me.is_superuser && (
          <Menu.Item component="a" href="/admin/">
            Django admin
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
