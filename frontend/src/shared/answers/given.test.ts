import { expect, it } from "vitest";
import { givenWith } from "./given";

it("reads a stored answer as it was given", () => {
  const axes = { clarity: { a: 7, b: 1 }, fault: "None" };
  expect(
    givenWith({ axes, rationale: "Because.", confidence: 0, naive_ms: 4, source_ms: 5 }),
  ).toEqual({
    "axes.clarity.a": 7,
    "axes.clarity.b": 1,
    "axes.fault": "None",
    rationale: "Because.",
    confidence: 0,
    naive_ms: 4,
  });
  expect(
    givenWith({ axes: {}, rationale: "", confidence: null, naive_ms: 4, source_ms: null }),
  ).toEqual({});
});
