import { Modal } from "@mantine/core";
import { KeyCap } from "@/shared/ui/KeyCap";
import { actionsOf, type Action } from "../model/actions";
import { keyName } from "../model/keys";
import classes from "./KeySheet.module.css";

const GROUPS: [Action["group"], string][] = [
  ["choose", "Answer"],
  ["pass", "Step aside, step back"],
  ["look", "Look up"],
];

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function KeySheet({ opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys">
      <KeyList />
    </Modal>
  );
}

/** Every action with all its keys. */
export function KeyList() {
  return GROUPS.map(([group, title]) => (
    <section key={group} className={classes.group}>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.list}>
        {actionsOf(group).map(({ id, label, keys }) => (
          <div key={id} className={classes.row}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <KeyCap key={key}>{keyName(key)}</KeyCap>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
