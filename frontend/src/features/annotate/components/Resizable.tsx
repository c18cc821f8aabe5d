import { t } from "@lingui/core/macro";
import { Fragment, useEffect, type ReactNode } from "react";
import { Group, Panel, Separator, useGroupRef, type Layout } from "react-resizable-panels";
import { useSettings } from "@/shared/settings/useSettings";
import classes from "./Resizable.module.css";
import sides from "./Sides.module.css";

interface Pane {
  id: string;
  /** Per cent, until somebody has chosen. */
  size: number;
  content: ReactNode;
}

interface Props {
  /** Under this name the sizes are kept. */
  id: string;
  orientation: "horizontal" | "vertical";
  panes: Pane[];
}

/** Panes side by side or one above the other, with handles between them. */
export function Resizable({ id, orientation, panes }: Props) {
  const { settings, change } = useSettings();
  const group = useGroupRef();
  const own: Layout | undefined = settings.panes[id];
  useEffect(() => {
    // Sizes chosen in another browser may come when the panes are there already.
    if (own) group.current?.setLayout(own);
  }, [group, own]);
  return (
    <Group
      className={orientation === "horizontal" ? sides.sides : undefined}
      orientation={orientation}
      groupRef={group}
      defaultLayout={own}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (isUserInteraction) {
          change(({ panes: kept }) => ({ panes: { ...kept, [id]: rounded(layout) } }));
        }
      }}
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

const rounded = (layout: Layout): Layout =>
  Object.fromEntries(
    Object.entries(layout).map(([pane, size]) => [pane, Math.round(size * 100) / 100]),
  );
