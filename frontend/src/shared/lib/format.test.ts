import { describe, expect, it } from "vitest";
import { decimal, percent } from "./format";

describe("figures", () => {
  it("have no sign where they round to nothing", () => {
    expect(decimal(-0.002, 2)).toBe("0.00");
    expect(percent(-0.001)).toBe("0 %");
    expect(decimal(-0.006, 2)).toBe("-0.01");
  });

  it("are a dash where there is none", () => {
    expect(decimal(null)).toBe("–");
    expect(percent(Number.NaN)).toBe("–");
  });
});
