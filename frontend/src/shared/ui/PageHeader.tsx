import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageHeader.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, children, actions }: Props) {
  return (
    <Group justify="space-between" align="flex-start" gap="md" className={classes.header}>
      <div>
        <Title order={1}>{title}</Title>
        {children && (
          <Text c="dimmed" mt={4} maw="68ch" component="div">
            {children}
          </Text>
        )}
      </div>
      {actions && (
        <Group gap="sm" className={classes.actions}>
          {actions}
        </Group>
      )}
    </Group>
  );
}
