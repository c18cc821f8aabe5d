import { t } from "@lingui/core/macro";
import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type RefObject } from "react";
import classes from "./FindBar.module.css";
import { useFind } from "./useFind";

interface Props {
  panes: RefObject<HTMLElement | null>;
  /** The comparison that is shown. */
  turn: number;
  onClose: () => void;
}

/** Finds words in the prompt and in both responses. */
export function FindBar({ panes, turn, onClose }: Props) {
  const [query, setQuery] = useState("");
  const { count, at, go } = useFind(panes, query.trim(), turn);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };
  const found = count > 0 ? t`${at + 1} of ${count}` : t`Not found`;
  return (
    <div className={classes.bar} role="search" onKeyDown={onKeyDown}>
      <TextInput
        size="xs"
        className={classes.field}
        aria-label={t`Find in the texts`}
        placeholder={t`Find in the texts`}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        autoFocus
      />
      <span className={classes.count} role="status">
        {query.trim() && found}
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Previous`} onClick={() => go(-1)}>
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Next`} onClick={() => go(1)}>
        <IconChevronDown size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Close`} onClick={onClose}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
