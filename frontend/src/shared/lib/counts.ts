import { plural } from "@lingui/core/macro";
import { count } from "./format";

// What is counted in many places, in whole words of the language: "1 answer", "3 answers".

export const countedAnswers = (value: number) =>
  plural(value, { one: "# answer", other: "# answers" });

export const countedResponses = (value: number) =>
  plural(value, { one: "# response", other: "# responses" });

export const countedPairs = (value: number) => plural(value, { one: "# pair", other: "# pairs" });

/** "2 of 3 answers". */
export const answersOf = (answers: number, wanted: number) =>
  plural(wanted, { one: `${count(answers)} of # answer`, other: `${count(answers)} of # answers` });
