import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  code?: string;
  children?: ReactNode;
  action?: ReactNode;
  /** The page's own heading, or a heading inside a page. */
  order?: 1 | 2 | 3;
}

export function EmptyState({ title, code, children, action, order = 1 }: Props) {
  return (
    <Stack align="center" gap="xs" py={order === 1 ? 96 : 40} px="md" ta="center">
      {code && (
        <Text ff="monospace" c="dimmed" size="sm">
          {code}
        </Text>
      )}
      <Title order={order} size="h3">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw="46ch" component="div" style={{ textWrap: "balance" }}>
          {children}
        </Text>
      )}
      {action && <div style={{ marginTop: 12 }}>{action}</div>}
    </Stack>
  );
}
