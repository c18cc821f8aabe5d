import { describe, expect, it } from "vitest";
import { filtersIn, queryOf } from "./model";

describe("what a list is asked with", () => {
  it("is what the address says of this list, and nothing of another", () => {
    const params = new URLSearchParams("in=prompts&domain=law&status=open&compared=false");
    expect(filtersIn(params, "prompts")).toEqual({ domain: "law", compared: "false" });
    expect(filtersIn(params, "comparisons")).toEqual({ domain: "law", status: "open" });
  });

  it("takes days whole and leaves out what makes no sense", () => {
    const query = queryOf("", { since: "2026-03-01", until: "2026-03-01", status: "banana" });
    expect(Date.parse(query.until ?? "") - Date.parse(query.since ?? "")).toBe(24 * 3600 * 1000);
    expect(query.status).toBeUndefined();
    expect(query.q).toBeUndefined();
    expect(queryOf("", { since: "soon" }).since).toBeUndefined();
  });

  it("says yes and no as truths", () => {
    expect(queryOf("", { answered: "false" }).answered).toBe(false);
    expect(queryOf("", {}).answered).toBeUndefined();
  });
});
