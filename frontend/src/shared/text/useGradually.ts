import { startTransition, useEffect, useState } from "react";

/** Counts up to `total`, one in each frame, so that much work never holds up a key. */
export function useGradually(total: number): number {
  const [count, setCount] = useState(1);
  useEffect(() => {
    if (count >= total) return;
    const frame = requestAnimationFrame(() => startTransition(() => setCount(count + 1)));
    return () => cancelAnimationFrame(frame);
  }, [count, total]);
  return count;
}
