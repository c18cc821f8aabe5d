// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import type { Passages, Served } from "@/api/types";
import { asking } from "../model/testAsks";
import { usePassages } from "./usePassages";

const served: Served = {
  ...asking({}),
  source: "A weight hangs from a cord.",
  node: {
    id: 5,
    document_id: 1,
    document_title: "Plumb lines",
    height: 0,
    position: 0,
    siblings: 1,
    context: "",
  },
};
const place = { start: 0, end: 8, score: 1, kind: "exact" as const };
const passages: Passages = {
  responses: [{ side: "b", text: "one", sentences: [{ start: 0, end: 3, places: [place] }] }],
};

it("likens nothing while the aid is off, also where it was on before", () => {
  const client = new QueryClient();
  client.setQueryData(["passages", served.id], passages);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result, rerender } = renderHook(({ isOn }) => usePassages(served, isOn), {
    wrapper,
    initialProps: { isOn: true },
  });
  expect(result.current).toHaveLength(1);
  rerender({ isOn: false });
  expect(result.current).toBeUndefined();
});
