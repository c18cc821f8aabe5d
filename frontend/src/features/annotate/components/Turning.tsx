import { Activity, type ReactNode } from "react";
import type { Served } from "@/api/types";

interface Props {
  now: Served;
  upcoming: Served | null;
  render: (served: Served, isNow: boolean) => ReactNode;
}

/** The present comparison; the next one is drawn out of sight, so that its turn takes no time. */
export function Turning({ now, upcoming, render }: Props) {
  const drawn = upcoming ? [now, upcoming] : [now];
  return drawn.map((served) => (
    <Activity key={served.id} mode={served === now ? "visible" : "hidden"}>
      {render(served, served === now)}
    </Activity>
  ));
}
