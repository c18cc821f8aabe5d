import { describe, expect, it } from "vitest";
import { bodyOf, fieldsOf, missingOf, nextField } from "./asks";
import { asking, question } from "./testAsks";

const fields = fieldsOf(
  asking({
    questions: [
      question({ name: "clarity", min: 1, max: 7, per_response: true, required: true }),
      question({ name: "fault", kind: "choice", options: ["None", "False"] }),
      question({ name: "note", kind: "text" }),
    ],
    rationale: "required",
    confidence: true,
  }),
);

describe("the fields", () => {
  it("ask of each response by its place, and store by its side", () => {
    expect(fields.map(({ id }) => id)).toEqual([
      "axes.clarity.b",
      "axes.clarity.a",
      "axes.fault",
      "axes.note",
      "confidence",
      "rationale",
    ]);
    expect(fields[0]?.label).toBe("How clear? (Response A)");
  });

  it("are none where nothing is asked", () => {
    expect(fieldsOf(asking({}))).toEqual([]);
    expect(bodyOf([], {})).toEqual({});
  });

  it("have the step itself as its key where it is a digit, else its place", () => {
    const keys = (min: number, max: number) =>
      fieldsOf(asking({ questions: [question({ min, max })] }))[0]?.options?.map(({ key }) => key);
    expect(keys(0, 3)).toEqual(["0", "1", "2", "3"]);
    expect(keys(-1, 1)).toEqual(["1", "2", "3"]);
    expect(keys(0, 10)?.at(-1)).toBeNull();
  });
});

describe("what was given", () => {
  const given = { "axes.clarity.b": 7, "axes.note": "  ", confidence: 0.75 };

  it("is sent without what was left blank", () => {
    expect(bodyOf(fields, given)).toEqual({ axes: { clarity: { b: 7 } }, confidence: 0.75 });
    const all = { ...given, "axes.clarity.a": 1, "axes.fault": "None", rationale: "Because." };
    expect(bodyOf(fields, all)).toEqual({
      axes: { clarity: { a: 1, b: 7 }, fault: "None" },
      confidence: 0.75,
      rationale: "Because.",
    });
  });

  it("is not what was said before the question changed", () => {
    const early = { "axes.clarity.b": 9, "axes.fault": "Other", "axes.note": 3 };
    expect(bodyOf(fields, early)).toEqual({});
  });

  it("lacks what is required and blank", () => {
    const missing = missingOf(fields, { ...given, rationale: " " }).map(({ id }) => id);
    expect(missing).toEqual(["axes.clarity.a", "rationale"]);
  });

  it("leads on to what is missing, then to what is open, then round", () => {
    const next = (values: Record<string, string | number>, from?: string) =>
      nextField(fields, values, from)?.id;
    expect(next(given)).toBe("axes.clarity.a");
    expect(next(given, "axes.clarity.a")).toBe("rationale");
    const required = { ...given, "axes.clarity.a": 1, rationale: "Because." };
    expect(next(required)).toBe("axes.fault");
    const all = { ...required, "axes.fault": "None", "axes.note": "No." };
    expect(next(all, "rationale")).toBe("axes.clarity.b");
  });
});
