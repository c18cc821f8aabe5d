import { t } from "@lingui/core/macro";
import { Fragment, type ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import classes from "./Resizable.module.css";
import sides from "./Sides.module.css";

interface Pane {
  id: string;
  /** Per cent, until somebody has chosen. */
  size: number;
  content: ReactNode;
}

interface Props {
  /** Under this name the sizes are remembered in the browser. */
  id: string;
  orientation: "horizontal" | "vertical";
  panes: Pane[];
}

/** Panes side by side or one above the other, with handles between them. */
export function Resizable({ id, orientation, panes }: Props) {
  const layout = useDefaultLayout({ id: `plumbline.panes.${id}`, storage: localStorage });
  return (
    <Group
      className={orientation === "horizontal" ? sides.sides : undefined}
      orientation={orientation}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index > 0 && <Separator className={classes.handle} aria-label={t`Size of the panes`} />}
          <Panel id={pane.id} defaultSize={`${pane.size}%`} minSize="15%" className={classes.panel}>
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
