import { expect, it } from "vitest";
import { projectLinks } from "./navigation";

const labels = (role: "annotator" | "researcher" | "admin") =>
  projectLinks("p", role).map(({ label }) => label.message);

it("shows each role only the pages it may use", () => {
  expect(labels("annotator")).toEqual(["Annotate", "Own answers"]);
  expect(labels("researcher")).toContain("Data");
  expect(labels("researcher")).not.toContain("Settings");
  expect(labels("admin")).toContain("Settings");
});
