import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { mark, rangesOf } from "@/shared/text/highlights";
import type { Span } from "@/shared/text/textRuns";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { useDocumentText } from "../api/documents";
import { chunksOf, spansIn } from "../model/stretches";
import classes from "./DocumentText.module.css";

interface Props {
  document: number;
  /** What is marked in it, in characters. */
  places: readonly Span[];
}

/** The whole document, with the stretches marked that a sentence was made from. */
export function DocumentText({ document, places }: Props) {
  const { data, error } = useDocumentText(document);
  return (
    <section aria-label={t`Document`} className={classes.section}>
      <Text size="sm" fw={600} mb={6}>
        <Trans>In the document</Trans>
      </Text>
      <ErrorNotice error={error} />
      {!data && !error && <RowsLoading />}
      {data && <Marked text={data.text} places={places} />}
    </section>
  );
}

function Marked({ text, places }: { text: string; places: readonly Span[] }) {
  const box = useRef<HTMLDivElement>(null);
  const chunks = useMemo(() => chunksOf(text), [text]);
  useEffect(() => {
    const scroller = box.current;
    if (!scroller) return;
    const drawn = Array.from(scroller.children);
    const pieces = drawn.map(({ firstChild }, index) => ({
      node: firstChild instanceof window.Text ? firstChild : null,
      text: chunks[index] ?? "",
    }));
    const ranges = rangesOf({ pieces, text }, spansIn(text, places)).flat();
    const stop = bringInto(scroller, ranges[0]);
    const unmark = mark("source", ranges);
    return () => {
      stop();
      unmark();
    };
  }, [text, chunks, places]);
  return (
    <div
      ref={box}
      className={classes.text}
      tabIndex={0}
      role="group"
      aria-label={t`Text of the document`}
      dir="auto"
    >
      {chunks.map((chunk, index) => (
        <div key={index}>{chunk}</div>
      ))}
    </div>
  );
}

/**
 * Scrolls until the range is seen. Chunks out of sight have no exact height until they come near,
 * so it looks again in the frames after.
 */
function bringInto(scroller: HTMLElement, range: Range | undefined): () => void {
  let frame = 0;
  const look = (tries: number) => {
    const chunk = range?.startContainer.parentElement;
    if (!range || !chunk || tries === 0) return;
    const window = scroller.getBoundingClientRect();
    const place = range.getBoundingClientRect();
    // A chunk that is not drawn yet has a place; what is in it has none.
    const { top } = place.height > 0 ? place : chunk.getBoundingClientRect();
    scroller.scrollTop += top - window.top - window.height / 3;
    frame = requestAnimationFrame(() => look(tries - 1));
  };
  look(4);
  return () => cancelAnimationFrame(frame);
}
