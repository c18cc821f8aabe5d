import { useEffect, useState, type RefObject } from "react";
import { mark, rangesOf, readText } from "@/shared/text/highlights";
import { findMatches } from "@/shared/text/textRuns";
import { bringIntoView } from "./bringIntoView";
import { shownText, whenRedrawn, type TextName } from "./shownText";

const NAMES: TextName[] = ["prompt", "A", "B"];

/** Marks every place of `query` in the three texts, and goes from one to the next. */
export function useFind(panes: RefObject<HTMLElement | null>, query: string, turn: number) {
  const [places, setPlaces] = useState<Range[][]>([]);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const texts = NAMES.flatMap((name) => shownText(panes, name) ?? []);
    let unmark: () => void = () => undefined;
    const draw = () => {
      unmark();
      const found = texts.flatMap((element) => {
        const read = readText(element);
        return rangesOf(read, findMatches(read.text, query));
      });
      unmark = mark("found", found.flat());
      setPlaces(found);
    };
    const stop = whenRedrawn(texts, draw);
    return () => {
      stop();
      unmark();
      setAt(0);
    };
  }, [panes, query, turn]);

  const here = places[at];
  useEffect(() => {
    if (!here) return;
    here[0]?.startContainer.parentElement?.closest("details")?.setAttribute("open", "");
    bringIntoView(here[0]);
    return mark("found-here", here);
  }, [here]);

  const count = places.length;
  const go = (step: 1 | -1) => setAt((now) => (now + step + count) % Math.max(1, count));
  return { count, at, go };
}
