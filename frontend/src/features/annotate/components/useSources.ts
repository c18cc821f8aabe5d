import { t } from "@lingui/core/macro";
import { useEffect, useEffectEvent, useMemo, useState, type RefObject } from "react";
import { percent } from "@/shared/lib/format";
import { mark, rangesOf, readText, type ReadText } from "@/shared/text/highlights";
import { findWords } from "@/shared/text/findWords";
import { bringIntoView } from "./bringIntoView";
import { shownText, whenRedrawn } from "./shownText";
import type { Likened } from "./usePassages";
import type { Pointed } from "./usePointed";

interface Drawn {
  sentence: Range[];
  source: Range[];
}

/**
 * Marks the sentence that is pointed at, by the pointer or by key, and the passage of the source
 * that it is most like. Returns what the two have to do with each other, in words.
 */
export function useSources(
  panes: RefObject<HTMLElement | null>,
  likened: Likened[] | undefined,
  pointed: Pointed,
  [turn, isPlain]: [turn: number, isPlain: boolean],
): string {
  const [drawn, setDrawn] = useState<Drawn[]>([]);
  const key = useMemo(() => JSON.stringify(likened ?? null), [likened]);
  useEffect(() => {
    const all = JSON.parse(key) as Likened[] | null;
    const texts = [shownText(panes, "A"), shownText(panes, "B"), shownText(panes, "prompt")];
    const [first, second, prompt] = texts;
    if (!all || !first || !second || !prompt) return;
    const draw = () => {
      const [inA, inB, inSource] = [readText(first), readText(second), readText(prompt)];
      setDrawn(
        all.map(({ letter, text, passages, kind }) => ({
          sentence: rangesIn(letter === "A" ? inA : inB, text),
          // To mark all of the source would say nothing.
          source: kind === "whole" ? [] : passages.flatMap((words) => rangesIn(inSource, words)),
        })),
      );
    };
    const stop = whenRedrawn([first, second, prompt], draw);
    return () => {
      stop();
      setDrawn([]);
    };
  }, [panes, key, turn, isPlain]);

  const at = pointed.at === null || drawn.length === 0 ? null : wrapped(pointed.at, drawn.length);
  const here = at === null ? undefined : drawn[at];
  const { isStepped } = pointed;
  useEffect(() => {
    if (!here) return;
    if (isStepped) bringIntoView(here.sentence[0]);
    bringIntoView(here.source[0]);
    const unmark = [mark("sentence", here.sentence), mark("source", here.source)];
    return () => unmark.forEach((each) => each());
  }, [here, isStepped]);

  const onMove = useEffectEvent((event: PointerEvent) => {
    if (event.pointerType === "touch" && event.type !== "pointerdown") return;
    const index = drawn.findIndex(({ sentence }) => isOver(sentence, event));
    if (index >= 0 && index !== at) pointed.point(index);
  });
  const isOn = drawn.length > 0;
  useEffect(() => {
    const element = panes.current;
    if (!isOn || !element) return;
    const listener = (event: PointerEvent) => onMove(event);
    element.addEventListener("pointermove", listener);
    element.addEventListener("pointerdown", listener);
    return () => {
      element.removeEventListener("pointermove", listener);
      element.removeEventListener("pointerdown", listener);
    };
  }, [panes, isOn]);

  const sentence = at === null ? undefined : likened?.[at];
  return sentence ? inWords(sentence) : "";
}

const wrapped = (at: number, count: number) => ((at % count) + count) % count;

function rangesIn(read: ReadText, words: string): Range[] {
  const span = findWords(read.text, words);
  return span ? rangesOf(read, [span]).flat() : [];
}

const isOver = (ranges: Range[], { clientX, clientY }: PointerEvent) =>
  ranges.some((range) =>
    Array.from(range.getClientRects()).some(
      ({ left, right, top, bottom }) =>
        left <= clientX && clientX <= right && top <= clientY && clientY <= bottom,
    ),
  );

function inWords({ letter, kind, score }: Likened): string {
  if (kind === "exact") return t`${letter}: word for word`;
  return kind === "similar"
    ? t`${letter}: most similar passage (${percent(score)})`
    : t`${letter}: nothing similar`;
}
