import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Message } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { RichText } from "./RichText";
import classes from "./Turns.module.css";

const SPEAKERS: Record<string, MessageDescriptor> = {
  user: msg`Person`,
  assistant: msg`Assistant`,
};

function speakerOf(role: string): string {
  const name = SPEAKERS[role];
  return name ? i18n._(name) : sentence(role);
}

interface Props {
  messages: Message[];
  isPlain?: boolean;
}

/** A conversation, turn by turn. */
export function Turns({ messages, isPlain = false }: Props) {
  return (
    <ol className={classes.turns}>
      {messages.map(({ role, content }, index) => (
        <li key={index} className={classes.turn} data-role={role}>
          <div className={classes.speaker}>{speakerOf(role)}</div>
          <RichText text={content} isPlain={isPlain} />
        </li>
      ))}
    </ol>
  );
}
