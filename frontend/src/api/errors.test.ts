import { expect, it } from "vitest";
import { ApiError, problemsIn } from "./errors";

const refused = (fields: unknown) => new ApiError(400, "invalid", "Some values …", { fields });

it("tells what is wrong by the place of each value", () => {
  const questions = [{}, { name: ["Taken.", "Too long."], options: ["Two at least."] }];
  expect(problemsIn(refused({ overlap: ["Too small."], questions }))).toEqual({
    overlap: "Too small.",
    "questions.1.name": "Taken. Too long.",
    "questions.1.options": "Two at least.",
  });
});

it("puts what is about a whole at the whole", () => {
  const questions = [{ non_field_errors: ["No object."] }];
  expect(problemsIn(refused({ questions }))).toEqual({ "questions.0": "No object." });
});

it("knows nothing where an error says nothing of values", () => {
  expect(problemsIn(new ApiError(409, "lease_expired", "Too late."))).toEqual({});
  expect(problemsIn(null)).toEqual({});
});
