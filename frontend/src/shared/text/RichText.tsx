import { lazy, Suspense, useMemo, type ComponentType } from "react";
import { isMarkdown, isSurelyMarkdown } from "./markup";
import { piecesOf } from "./pieces";
import { PlainText } from "./PlainText";
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
  /** The face of what is not Markdown. */
  face?: "prose" | "mono";
}

/** A text of people or models: formatted where it is Markdown, else as it was written. */
export function RichText({ text, isPlain = false, face = "prose" }: Props) {
  const isFormatted = useMemo(() => {
    const tells = face === "mono" ? isSurelyMarkdown : isMarkdown;
    return !isPlain && tells(text);
  }, [isPlain, face, text]);
  const pieces = useMemo(() => piecesOf(text), [text]);
  const count = useGradually(pieces.length);
  return pieces.slice(0, count).map((piece, index) => {
    const plain = <PlainText text={piece} face={face} />;
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
