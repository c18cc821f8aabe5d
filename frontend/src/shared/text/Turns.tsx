import type { Message } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { RichText } from "./RichText";
import classes from "./Turns.module.css";

const SPEAKERS: Record<string, string> = { user: "Person", assistant: "Assistant" };

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
          <div className={classes.speaker}>{SPEAKERS[role] ?? sentence(role)}</div>
          <RichText text={content} isPlain={isPlain} />
        </li>
      ))}
    </ol>
  );
}
