import { t } from "@lingui/core/macro";
import { Drawer } from "@mantine/core";
import { NodeContent } from "./NodeContent";

interface Props {
  id: number | null;
  onSelect: (id: number) => void;
  onClose: () => void;
}

/** Everything about one node, at the side of its tree. */
export function NodeDrawer({ id, onSelect, onClose }: Props) {
  return (
    <Drawer opened={id !== null} onClose={onClose} title={t`Node`} size="min(720px, 100%)">
      {id !== null && <NodeContent id={id} onSelect={onSelect} />}
    </Drawer>
  );
}
