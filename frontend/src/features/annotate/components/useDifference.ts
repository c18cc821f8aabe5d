import { useEffect, useState, type RefObject } from "react";
import { mark, rangesOf, readText } from "@/shared/text/highlights";
import { shownText, whenRedrawn } from "./shownText";

type Counts = readonly [first: number, second: number];

/**
 * Marks the words that stand in one response only, on demand. Returns how many places are marked
 * in each; null where they are too different to tell, undefined where nothing is marked.
 */
export function useDifference(
  panes: RefObject<HTMLElement | null>,
  isOn: boolean,
  [turn, isPlain]: [turn: number, isPlain: boolean],
): Counts | null | undefined {
  const [counts, setCounts] = useState<Counts | null>();
  useEffect(() => {
    const [first, second] = [shownText(panes, "A"), shownText(panes, "B")];
    if (!isOn || !first || !second) return;
    let isLeft = false;
    let unmark: () => void = () => undefined;
    const draw = async () => {
      const { differenceOf } = await import("@/shared/text/difference");
      if (isLeft) return;
      const [one, other] = [readText(first), readText(second)];
      const difference = differenceOf(one.text, other.text);
      unmark();
      setCounts(difference && [difference.first.length, difference.second.length]);
      if (!difference) return;
      const ranges = [...rangesOf(one, difference.first), ...rangesOf(other, difference.second)];
      unmark = mark("difference", ranges.flat());
    };
    const stop = whenRedrawn([first, second], () => void draw());
    return () => {
      isLeft = true;
      stop();
      unmark();
      setCounts(undefined);
    };
  }, [panes, isOn, turn, isPlain]);
  return counts;
}
