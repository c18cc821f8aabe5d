/** Scrolls the text that the range stands in until it is seen. */
export function bringIntoView(range: Range | undefined): void {
  const scroller = range?.startContainer.parentElement?.closest<HTMLElement>("[data-text]");
  if (!range || !scroller) return;
  scroller.closest("section")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const place = range.getBoundingClientRect();
  const window = scroller.getBoundingClientRect();
  const isSeen = place.top >= window.top && place.bottom <= window.bottom;
  if (!isSeen) scroller.scrollTop += place.top - window.top - window.height / 3;
}
