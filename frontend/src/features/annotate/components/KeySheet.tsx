import { Button, Group, Modal, Text } from "@mantine/core";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { DEFAULT_KEYMAP, type Keymap } from "../model/keymap";
import { actionsOf, type Action } from "../model/actions";
import { KeyRow } from "./KeyRow";
import classes from "./KeySheet.module.css";

const GROUPS: [Action["group"], string][] = [
  ["choose", "Answer"],
  ["scale", "Answer on the scale, where the project has one"],
  ["ask", "Questions beside the choice, where there are any"],
  ["pass", "Step aside, step back"],
  ["read", "Read"],
  ["point", "Point at sentences"],
  ["look", "Look up"],
];

interface Props {
  keymap: Keymap;
  onChange: (keymap: Keymap) => void;
}

interface SheetProps extends Props {
  opened: boolean;
  onClose: () => void;
  onReset: () => void;
  /** Why the server has not got the last change. */
  error: unknown;
}

export function KeySheet({ opened, onClose, onReset, error, ...keys }: SheetProps) {
  const isChanged = JSON.stringify(keys.keymap) !== JSON.stringify(DEFAULT_KEYMAP);
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg">
      <ErrorNotice error={error} title="Kept in this browser only" />
      <KeyList {...keys} />
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed">
          Your own keys are kept for all browsers that you use.
        </Text>
        <Button variant="default" size="compact-sm" disabled={!isChanged} onClick={onReset}>
          Usual keys again
        </Button>
      </Group>
    </Modal>
  );
}

/** Every action with all its keys, each to be changed. */
export function KeyList({ keymap, onChange }: Props) {
  return (
    <div className={classes.groups}>
      {GROUPS.map(([group, title]) => (
        <section key={group}>
          <h3 className={classes.title}>{title}</h3>
          <dl className={classes.list}>
            {actionsOf(group).map((action) => (
              <KeyRow key={action.id} action={action} keymap={keymap} onChange={onChange} />
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
