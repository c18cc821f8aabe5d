import { expect, it } from "vitest";
import { unwrap } from "./unwrap";

const full = "A line that was broken since it had become as long as this";

it("joins the lines of a paragraph", () => {
  expect(unwrap(`${full}\nand goes on here.\n\nAnother one.`)).toBe(
    `${full} and goes on here.\n\nAnother one.`,
  );
});

it("leaves lists, indented lines, tables and short lines as they are", () => {
  for (const next of ["* an item", "1. an item", "   x = 1", "| a | b |", "======", ""]) {
    expect(unwrap(`${full}\n${next}`)).toBe(`${full}\n${next}`);
  }
  expect(unwrap("Roses are red\nviolets are blue")).toBe("Roses are red\nviolets are blue");
  expect(unwrap(`   ${full}\n${full}`)).toBe(`   ${full}\n${full}`);
});
