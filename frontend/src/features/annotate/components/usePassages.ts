import { useQuery } from "@tanstack/react-query";
import type { Passages, Served } from "@/api/types";
import { sliceOf } from "@/shared/text/codePoints";
import { fetchPassages } from "../api/annotation";

export interface Likened {
  letter: "A" | "B";
  text: string;
  /** The passages of the source, in their words. */
  passages: string[];
  kind: "exact" | "similar" | "whole";
  score: number;
}

/** Every sentence of both responses in the order shown, with the passages it is most like. */
export function usePassages(served: Served, isOn: boolean): Likened[] | undefined {
  const { data } = useQuery({
    queryKey: ["passages", served.id],
    queryFn: () => fetchPassages(served.id),
    enabled: isOn && served.node !== null,
    staleTime: Infinity,
  });
  // What was fetched before is still there when the aid is turned off.
  if (!isOn || !data || served.source === null) return undefined;
  return likenedOf(data, served, served.source);
}

function likenedOf({ responses }: Passages, served: Served, source: string): Likened[] {
  const inSource = sliceOf(source);
  return served.shown.flatMap(({ side }, index) => {
    const response = responses.find((each) => each.side === side);
    if (!response) return [];
    const inResponse = sliceOf(response.text);
    return response.sentences.map(({ start, end, places }) => ({
      letter: index === 0 ? ("A" as const) : ("B" as const),
      text: inResponse(start, end),
      passages: places.map((place) => inSource(place.start, place.end)),
      kind: places[0]?.kind ?? "whole",
      score: places[0]?.score ?? 0,
    }));
  });
}
