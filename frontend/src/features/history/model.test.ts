import { describe, expect, it } from "vitest";
import type { Preference } from "@/api/types";
import { answerName } from "@/shared/answers/words";
import { detailsOf, fateOf } from "./model";

const answer = (changes: Partial<Preference>): Preference => ({
  id: 1,
  comparison: 7,
  choice: "a",
  both_bad: false,
  strength: null,
  axes: {},
  rationale: "",
  confidence: null,
  duration_ms: 900,
  naive_ms: null,
  source_ms: null,
  first_shown: "a",
  created_at: "2026-01-01T00:00:00Z",
  supersedes: null,
  is_current: true,
  annotator: "me",
  ...changes,
});

describe("an answer", () => {
  it("is named by the place that was chosen, as it was shown", () => {
    expect(answerName(answer({ choice: "a", first_shown: "b" }))).toBe("B is better");
    expect(answerName(answer({ choice: "b", first_shown: "b" }))).toBe("A is better");
    expect(answerName(answer({ choice: "tie", both_bad: true }))).toBe("Both bad");
    expect(answerName(answer({ strength: 4 }))).toBe("A much better");
  });

  it("tells whether it was changed or taken back", () => {
    const old = answer({ is_current: false });
    const withdrawal = answer({ id: 2, choice: "withdrawn", supersedes: 1, is_current: false });
    const changed = answer({ id: 3, choice: "b", supersedes: 2 });
    expect(fateOf(changed, [changed, withdrawal, old])).toBeNull();
    expect(fateOf(old, [changed, withdrawal, old])).toBe("changed since");
    expect(fateOf(old, [withdrawal, old])).toBe("no longer counts");
  });

  it("tells what was said besides, under its label and by its place", () => {
    const said = answer({
      first_shown: "b",
      axes: { clarity: { a: 7, b: 1 }, gone: "x" },
      rationale: "Because.",
      confidence: 0.5,
    });
    const questions = [{ name: "clarity", label: "How clear?", kind: "scale" as const }];
    expect(detailsOf(said, questions)).toEqual([
      { label: "How clear? (Response B)", value: "7" },
      { label: "How clear? (Response A)", value: "1" },
      { label: "gone", value: "x" },
      { label: "How sure", value: "Fairly sure" },
      { label: "Why", value: "Because." },
    ]);
    expect(detailsOf(answer({}), questions)).toEqual([]);
  });
});
