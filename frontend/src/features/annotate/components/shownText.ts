import type { RefObject } from "react";

export type TextName = "prompt" | "A" | "B";

/** The element that a text is drawn in; the comparison drawn ahead is passed over. */
export function shownText(
  panes: RefObject<HTMLElement | null>,
  name: TextName,
): HTMLElement | undefined {
  const drawn = panes.current?.querySelectorAll<HTMLElement>(`[data-text="${name}"]`) ?? [];
  return Array.from(drawn).find((element) => element.checkVisibility());
}

/** Calls back now, and whenever one of the texts has been drawn anew: they come piece by piece. */
export function whenRedrawn(elements: readonly Element[], task: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(task, 60);
  });
  for (const element of elements) {
    observer.observe(element, { childList: true, characterData: true, subtree: true });
  }
  task();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
