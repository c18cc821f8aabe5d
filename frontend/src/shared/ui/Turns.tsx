import type { Message } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { PlainText } from "./PlainText";
import classes from "./Turns.module.css";

const SPEAKERS: Record<string, string> = { user: "Person", assistant: "Assistant" };

/** A conversation, turn by turn. */
export function Turns({ messages }: { messages: Message[] }) {
  return (
    <ol className={classes.turns}>
      {messages.map(({ role, content }, index) => (
        <li key={index} className={classes.turn} data-role={role}>
          <div className={classes.speaker}>{SPEAKERS[role] ?? sentence(role)}</div>
          <PlainText text={content} />
        </li>
      ))}
    </ol>
  );
}
