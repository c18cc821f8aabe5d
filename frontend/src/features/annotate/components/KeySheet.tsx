import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Text } from "@mantine/core";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { DEFAULT_KEYMAP } from "../model/keymap";
import type { Keymap } from "../model/keys";
import type { Asks } from "@/api/types";
import { actionsOf, type Action } from "../model/actions";
import { KeyRow } from "./KeyRow";
import classes from "./KeySheet.module.css";

const GROUPS: [Action["group"], MessageDescriptor][] = [
  ["choose", msg`Answer`],
  ["scale", msg`Answer on the scale`],
  ["ask", msg`Questions beside the choice`],
  ["pass", msg`Step aside, step back`],
  ["read", msg`Read`],
  ["source", msg`Read the responses first`],
  ["point", msg`Point at sentences`],
  ["node", msg`Look at the part of the document that you just answered about`],
  ["look", msg`Look up`],
];

/** What a project asks, as far as keys depend on it. */
export interface AskedKeys {
  steps: Asks["strength_steps"];
  hasQuestions: boolean;
  hidesSource: boolean;
}

interface Props {
  keymap: Keymap;
  asks: AskedKeys;
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
    <Modal opened={opened} onClose={onClose} title={t`Keys`} size="lg">
      <ErrorNotice error={error} title={t`Kept in this browser only`} />
      <KeyList {...keys} />
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed">
          <Trans>Your own keys are kept for all browsers that you use.</Trans>
        </Text>
        <Button variant="default" size="compact-sm" disabled={!isChanged} onClick={onReset}>
          <Trans>Usual keys again</Trans>
        </Button>
      </Group>
    </Modal>
  );
}

/** Every action that the project has a use for, with all its keys, each to be changed. */
export function KeyList({ keymap, asks, onChange }: Props) {
  return (
    <div className={classes.groups}>
      {GROUPS.map(([group, title]) => {
        const actions = usedActions(group, asks);
        return (
          actions.length > 0 && (
            <section key={group}>
              <h3 className={classes.title}>{i18n._(title)}</h3>
              <dl className={classes.list}>
                {actions.map((action) => (
                  <KeyRow key={action.id} action={action} keymap={keymap} onChange={onChange} />
                ))}
              </dl>
            </section>
          )
        );
      })}
    </div>
  );
}

function usedActions(group: Action["group"], asks: AskedKeys): readonly Action[] {
  const isUnused =
    (group === "source" && !asks.hidesSource) || (group === "ask" && !asks.hasQuestions);
  if (isUnused) return [];
  const actions = actionsOf(group);
  return group === "scale" ? actions.slice(0, asks.steps) : actions;
}
