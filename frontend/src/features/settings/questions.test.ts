import { expect, it } from "vitest";
import {
  draftsOf,
  nameFrom,
  questionsOf,
  withChange,
  withMove,
  withNew,
  withSummaryAxes,
  type Question,
} from "./questions";

const STORED: Question[] = [
  { name: "clarity", label: "How clear?", kind: "scale", min: 0, max: 7, per_response: true },
  { name: "fault", label: "Which fault?", kind: "choice", options: ["None", "False"] },
  { name: "note", label: "Else?", kind: "text", required: true },
];
const DRAFTS = draftsOf(STORED);

it("gives back what was stored", () => {
  expect(questionsOf(DRAFTS)).toEqual(STORED);
});

it("names a new question after its label until it has a name of its own", () => {
  const added = withNew(DRAFTS, "text");
  expect(added[3]).toMatchObject({ key: 3, name: "" });
  const labelled = withChange(added, 3, { label: "Clarity" });
  expect(labelled[3]?.name).toBe("clarity_2");
  const named = withChange(labelled, 3, { name: "own", isNameless: false });
  expect(withChange(named, 3, { label: "Else" })[3]?.name).toBe("own");
});

it("keeps the name of a stored question when its label changes", () => {
  expect(withChange(DRAFTS, 0, { label: "Readable?" })[0]?.name).toBe("clarity");
});

it("moves a question up and down, and not over the ends", () => {
  const names = (key: number, by: 1 | -1) => withMove(DRAFTS, key, by).map(({ name }) => name);
  expect(names(2, -1)).toEqual(["clarity", "note", "fault"]);
  expect(names(0, 1)).toEqual(["fault", "clarity", "note"]);
  expect(names(0, -1)).toEqual(["clarity", "fault", "note"]);
  expect(names(2, 1)).toEqual(["clarity", "fault", "note"]);
});

it("sends of a question only what its kind has, and options without blank lines", () => {
  const [choice] = withChange(DRAFTS, 0, { kind: "choice", options: " One \n\nTwo\n" });
  expect(choice && questionsOf([choice])).toEqual([
    {
      name: "clarity",
      label: "How clear?",
      kind: "choice",
      options: ["One", "Two"],
      per_response: true,
    },
  ]);
});

it("adds the usual axes of summaries", () => {
  expect(questionsOf(withSummaryAxes([])).map(({ name }) => name)).toEqual([
    "accuracy",
    "coverage",
    "coherence",
  ]);
});

it("makes names of labels", () => {
  expect(nameFrom("How clear is it?")).toBe("how_clear_is_it");
  expect(nameFrom("2 × Größe")).toBe("gro_e");
  expect(nameFrom("x".repeat(60))).toHaveLength(40);
  expect(nameFrom("???")).toBe("");
});
