import { t } from "@lingui/core/macro";
import { useId, type ReactNode } from "react";
import type { Served } from "@/api/types";
import { RichText } from "@/shared/text/RichText";
import { Turns } from "@/shared/text/Turns";
import { NodeContext } from "./NodeContext";
import { NodePlace } from "./NodePlace";
import classes from "./Panes.module.css";

interface Props {
  served: Served;
  isPlain: boolean;
  /** What the marked passage has to do with the sentence pointed at. */
  likeness: string;
  /** Stands in place of the text until it is opened. */
  cover: ReactNode;
}

/** The source of a node, or else the conversation to be continued. */
export function PromptPane({ served, isPlain, likeness, cover }: Props) {
  const id = useId();
  const { source, node, prompt } = served;
  const title = source === null ? t`Conversation` : t`Source`;
  return (
    <section className={`${classes.pane} ${classes.prompt}`} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {node && <NodePlace node={node} />}
        <span className={classes.different} role="status">
          {likeness}
        </span>
      </div>
      {cover ?? (
        <div
          className={classes.scroll}
          tabIndex={0}
          role="group"
          aria-labelledby={id}
          data-text="prompt"
        >
          {node?.context && <NodeContext text={node.context} />}
          {source === null ? (
            <Turns messages={prompt.messages} isPlain={isPlain} />
          ) : (
            <RichText text={source} isPlain={isPlain} kind="source" />
          )}
        </div>
      )}
    </section>
  );
}
