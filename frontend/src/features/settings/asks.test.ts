import { expect, it } from "vitest";
import { parseQuestions } from "./asks";

it("takes a list of questions and nothing else", () => {
  const question = { name: "clarity", label: "How clear?", kind: "scale" };
  expect(parseQuestions(JSON.stringify([question]))).toEqual([question]);
  expect(parseQuestions("")).toEqual([]);
  expect(parseQuestions("[")).toBeNull();
  expect(parseQuestions("{}")).toBeNull();
  expect(parseQuestions('[{"name": "clarity"}]')).toBeNull();
});
