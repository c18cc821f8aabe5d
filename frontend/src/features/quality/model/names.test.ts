import { expect, it } from "vitest";
import { valueName, waysIn } from "./names";

it("names values as people say them", () => {
  expect(valueName("acquisition_rule", "variance_reduction")).toBe("Variance reduction");
  expect(valueName("depth", "0")).toBe("Leaves");
  expect(valueName("depth", "2")).toBe("Height 2");
  expect(valueName("domain", "law_and_order")).toBe("law_and_order");
});

it("offers only what there is anything to split by", () => {
  expect(
    waysIn([
      { by: "time" },
      { by: "acquisition_rule" },
      { by: "domain" },
      { by: "acquisition_rule" },
    ]),
  ).toEqual(["domain", "acquisition_rule"]);
});
