import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { actionsOf, type Desk } from "../model/actions";
import { ActionButton } from "./ActionButton";
import classes from "./Panes.module.css";

/** Stands where the source will be, until it is opened. */
export function SourceCover({ desk }: { desk: Desk }) {
  return (
    <div className={classes.cover}>
      <Text fz="inherit">
        <Trans>Read the two responses first. Then open this.</Trans>
      </Text>
      {desk.state.served?.asks.naive_read === "optional" && (
        <Text size="sm" c="dimmed">
          <Trans>You may answer without it.</Trans>
        </Text>
      )}
      {actionsOf("source").map((action) => (
        <ActionButton key={action.id} action={action} desk={desk} variant="default" />
      ))}
    </div>
  );
}
