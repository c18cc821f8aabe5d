import { useLayoutEffect, useRef, type ReactNode } from "react";

interface Props {
  query: string;
  children: ReactNode;
}

/** A part of the page that is hidden while what is looked for does not stand in it. */
export function Sought({ query, children }: Props) {
  const part = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = part.current;
    if (!element) return;
    const words = query.toLowerCase().split(/\s+/);
    const text = element.textContent.toLowerCase();
    element.hidden = !words.every((word) => text.includes(word));
  }, [query]);
  return <div ref={part}>{children}</div>;
}
