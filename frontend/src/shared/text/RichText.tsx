import { lazy, Suspense, useMemo, type ComponentType } from "react";
import { isMarkdown, isSurelyMarkdown } from "./markup";
import { piecesOf } from "./pieces";
import { PlainText } from "./PlainText";
import { toMarkdown } from "./restructured";
import classes from "./RichText.module.css";
import { useGradually } from "./useGradually";

// Where the script cannot be loaded, the text is still there to be read.
const Markdown = lazy<ComponentType<{ text: string }>>(() =>
  import("./Markdown").then(
    ({ Markdown: component }) => ({ default: component }),
    () => ({ default: PlainText }),
  ),
);

interface Props {
  text: string;
  /** Shows the text as it was written, also where it is Markdown. */
  isPlain?: boolean;
  /** A source may be a manual's text: its titles, lists, tables and examples are shown as such. */
  kind?: "said" | "source";
}

/** A text of people or models: formatted where it has marks, else as it was written. */
export function RichText({ text, isPlain = false, kind = "said" }: Props) {
  const markdown = useMemo(() => {
    if (isPlain) return null;
    if (kind === "source") return isSurelyMarkdown(text) ? text : toMarkdown(text);
    return isMarkdown(text) ? text : null;
  }, [isPlain, kind, text]);
  const isFormatted = markdown !== null;
  const pieces = useMemo(() => piecesOf(markdown ?? text), [markdown, text]);
  const count = useGradually(pieces.length);
  return pieces.slice(0, count).map((piece, index) => {
    const plain = <PlainText text={piece} />;
    return (
      <div
        key={index}
        className={pieces.length > 1 ? classes.piece : undefined}
        data-formatted={isFormatted}
      >
        {isFormatted ? (
          <Suspense fallback={plain}>
            <Markdown text={piece} />
          </Suspense>
        ) : (
          plain
        )}
      </div>
    );
  });
}
