import { describe, expect, it } from "vitest";
import { timeOfDay } from "@/shared/lib/format";
import { explainEmptyQueue } from "./queueReason";

describe("why the queue is empty", () => {
  it("differs for each reason, and for an unknown one", () => {
    const reasons = ["nothing_open", "all_leased", "all_answered", "something_new", null];
    const titles = reasons.map((reason) => explainEmptyQueue(reason, null).title);
    expect(new Set(titles).size).toBe(4);
  });

  it("names the time when others' comparisons may come free", () => {
    const time = "2026-01-01T12:34:00Z";
    expect(explainEmptyQueue("all_leased", time).text).toContain(timeOfDay(time));
  });
});
