import { Trans } from "@lingui/react/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./AnnotatePage.module.css";
import { useOnlyTab } from "./useOnlyTab";

interface Props {
  /** One name, one tab. */
  name: string;
  children: ReactNode;
}

/** Lets one tab at a time answer: another would show the same comparison as if it were a new one. */
export function TabGuard({ name, children }: Props) {
  const { isElsewhere, takeOver } = useOnlyTab(name);
  if (!isElsewhere) return children;
  return (
    <div className={classes.elsewhere}>
      <Stack align="center" gap="sm" maw="52ch">
        <Title order={1} size="h3">
          <Trans>You are answering in another tab</Trans>
        </Title>
        <Text ta="center">
          <Trans>
            Both tabs would show the same comparison, and only one answer to it counts. Go on there,
            or move your work here.
          </Trans>
        </Text>
        <Button onClick={takeOver}>
          <Trans>Answer here</Trans>
        </Button>
      </Stack>
    </div>
  );
}
