import { t } from "@lingui/core/macro";
import { Text, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";
import classes from "./Panel.module.css";

interface Props {
  title?: string;
  hint?: ReactNode;
  actions?: ReactNode;
  /** Lets a table reach the panel's edges. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, hint, actions, flush = false, children }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={title ? id : undefined}>
      {title && (
        <div className={classes.head}>
          <div>
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
            {hint && (
              <Text size="sm" c="dimmed" maw="88ch" component="div">
                {hint}
              </Text>
            )}
          </div>
          {actions}
        </div>
      )}
      <div
        className={flush ? classes.flush : classes.body}
        {...(flush && { tabIndex: 0, role: "group", "aria-label": title ?? t`Table` })}
      >
        {children}
      </div>
    </section>
  );
}
