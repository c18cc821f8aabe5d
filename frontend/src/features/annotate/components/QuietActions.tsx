import { actionsOf, type Action, type Desk } from "../model/actions";
import { ActionButton } from "./ActionButton";

interface Props {
  group: Action["group"];
  desk: Desk;
  className: string | undefined;
}

/** The actions of a group as buttons that do not ask for attention. */
export function QuietActions({ group, desk, className }: Props) {
  return actionsOf(group).map((action) => (
    <ActionButton
      key={action.id}
      action={action}
      desk={desk}
      variant="subtle"
      color="gray"
      size="compact-sm"
      className={className}
    />
  ));
}
