import { useEffect, type RefObject } from "react";
import { shownText } from "./shownText";

/** Keeps the two responses scrolled to the same share of their lengths. */
export function useScrollLock(
  panes: RefObject<HTMLElement | null>,
  isOn: boolean,
  turn: number,
): void {
  useEffect(() => {
    const [first, second] = [shownText(panes, "A"), shownText(panes, "B")];
    if (!isOn || !first || !second) return;
    // Where a pane was put by us; its own scroll event then says nothing new.
    const put = new Map<Element, number>();
    const follow = (from: HTMLElement, to: HTMLElement) => () => {
      if (Math.abs((put.get(from) ?? -9) - from.scrollTop) < 2) return;
      const share = from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight);
      to.scrollTop = share * (to.scrollHeight - to.clientHeight);
      put.delete(from);
      put.set(to, to.scrollTop);
    };
    const [onFirst, onSecond] = [follow(first, second), follow(second, first)];
    first.addEventListener("scroll", onFirst, { passive: true });
    second.addEventListener("scroll", onSecond, { passive: true });
    return () => {
      first.removeEventListener("scroll", onFirst);
      second.removeEventListener("scroll", onSecond);
    };
  }, [panes, isOn, turn]);
}
