import { Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTitle } from "@/shared/lib/useTitle";
import { Logo } from "@/shared/ui/Logo";
import classes from "./EntryPage.module.css";

interface Props {
  title: string;
  /** What stands on the page where it is not the title. */
  heading?: string;
  /** A sentence below the title. */
  lead?: ReactNode;
  children: ReactNode;
}

/** A page for people who are not signed in: one form in the middle. */
export function EntryPage({ title, heading = title, lead, children }: Props) {
  useTitle(title);
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Logo size={44} />
        <Title order={1} mt="md">
          {heading}
        </Title>
        <Text c="dimmed" mb="xl">
          {lead}
        </Text>
        <Paper p="xl" className={classes.form}>
          {children}
        </Paper>
      </div>
    </main>
  );
}
