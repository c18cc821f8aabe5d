import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Text } from "@mantine/core";
import { DEFAULT_KEYMAP, type Keymap } from "../model/keymap";
import { actionsOf, type Action } from "../model/actions";
import { KeyRow } from "./KeyRow";
import classes from "./KeySheet.module.css";

const GROUPS: [Action["group"], MessageDescriptor][] = [
  ["choose", msg`Answer`],
  ["scale", msg`Answer on the scale, where the project has one`],
  ["ask", msg`Questions beside the choice, where there are any`],
  ["pass", msg`Step aside, step back`],
  ["read", msg`Read`],
  ["point", msg`Point at sentences`],
  ["look", msg`Look up`],
];

interface Props {
  keymap: Keymap;
  onChange: (keymap: Keymap) => void;
}

interface SheetProps extends Props {
  opened: boolean;
  onClose: () => void;
  onReset: () => void;
}

export function KeySheet({ opened, onClose, onReset, ...keys }: SheetProps) {
  const isChanged = JSON.stringify(keys.keymap) !== JSON.stringify(DEFAULT_KEYMAP);
  return (
    <Modal opened={opened} onClose={onClose} title={t`Keys`} size="lg">
      <KeyList {...keys} />
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed">
          <Trans>Your own keys are remembered in this browser.</Trans>
        </Text>
        <Button variant="default" size="compact-sm" disabled={!isChanged} onClick={onReset}>
          <Trans>Usual keys again</Trans>
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
          <h3 className={classes.title}>{i18n._(title)}</h3>
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
