import { useId } from "react";
import type { Served } from "@/api/types";
import { PlainText } from "@/shared/ui/PlainText";
import { Turns } from "@/shared/ui/Turns";
import { NodeContext } from "./NodeContext";
import { NodePlace } from "./NodePlace";
import classes from "./Panes.module.css";

/** The source of a node, or else the conversation to be continued. */
export function PromptPane({ served }: { served: Served }) {
  const id = useId();
  const { source, node, prompt } = served;
  const title = source === null ? "Conversation" : "Source";
  return (
    <section className={`${classes.pane} ${classes.prompt}`} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {node && <NodePlace node={node} />}
      </div>
      <div className={classes.scroll} tabIndex={0} role="group" aria-labelledby={id}>
        {node?.context && <NodeContext text={node.context} />}
        {source === null ? (
          <Turns messages={prompt.messages} />
        ) : (
          <PlainText text={source} face="mono" />
        )}
      </div>
    </section>
  );
}
