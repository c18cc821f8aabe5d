// @vitest-environment jsdom
import { act, fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { sampleAnswer } from "./testing/samples";
import type { OwnAnswer, Served } from "@/api/types";
import { NOTHING_ASKED } from "@/features/annotate/model/testAsks";

vi.setConfig({ testTimeout: 30_000 });
const OWN = "/api/v1/preferences/{preference_id}/";
const CHANGE = "/api/v1/preferences/{preference_id}/change/";
const UNDO = "/api/v1/preferences/{preference_id}/undo/";
const LIST = "/api/v1/projects/{slug}/preferences/";
let server: FakeServer;

const sample = sampleAnswer("get", OWN).body as OwnAnswer;
const served: Served = {
  ...sample.comparison,
  id: 7,
  asks: NOTHING_ASKED,
  node: null,
  source: null,
  prompt: { messages: [{ role: "user", content: "What hangs from a cord?" }] },
  shown: [
    { side: "b", text: "A weight hangs there." },
    { side: "a", text: "Nothing hangs there." },
  ],
};
const preference = {
  ...sample.preference,
  id: 3,
  comparison: 7,
  choice: "b" as const,
  both_bad: false,
  strength: null,
  first_shown: "b" as const,
  is_current: true,
};

beforeEach(() => {
  server = startServer();
  server.says(OWN, { preference, comparison: served, obstacle: null });
});
const press = (key: string) =>
  act(async () => {
    fireEvent.keyDown(document.body, { key, code: key });
    await new Promise((done) => setTimeout(done, 20));
  });

it("shows what was judged, the old answer and the way back", async () => {
  const page = await openPage("/projects/sample/answers/3");
  expect(page.textContent).toContain("A weight hangs there.");
  expect(page.textContent).toContain("What hangs from a cord?");
  expect(page.textContent).toContain("Your answer: A is better");
  expect(screen.getByRole("link", { name: "Keep it" }).getAttribute("href")).toBe(
    "/projects/sample/history",
  );
  expect(server.calls.some(({ method }) => method !== "get")).toBe(false);
});

it("changes the answer only when the new one is sent, and says so", async () => {
  const page = await openPage("/projects/sample/answers/3");
  await press("Backspace");
  await press("f");
  expect(server.calls.some(({ method }) => method !== "get")).toBe(false);
  await press("ArrowRight");
  expect(server.last("post", CHANGE)?.body).toMatchObject({ choice: "a" });
  expect(server.last("post", UNDO)).toBeUndefined();
  await vi.waitFor(() => expect(page.textContent).toContain("comparison 7 is changed"));
});

it("keeps the old answer where the new one is refused", async () => {
  server.refuses("post", CHANGE, "Not now.");
  const page = await openPage("/projects/sample/answers/3");
  await press("ArrowRight");
  expect(page.textContent).toContain("Your earlier answer still counts.");
  expect(page.textContent).toContain("Not now.");
  const first = server.last("post", CHANGE)?.body as { submission_key: string };
  await press("ArrowRight");
  const again = server.last("post", CHANGE)?.body as { submission_key: string };
  expect(again.submission_key).toBe(first.submission_key);
  await press("ArrowDown");
  const other = server.last("post", CHANGE)?.body as { submission_key: string };
  expect(other.submission_key).not.toBe(first.submission_key);
});

it("says why an answer cannot be changed, and sends nothing", async () => {
  server.says(OWN, { preference, comparison: served, obstacle: "A researcher has closed it." });
  const page = await openPage("/projects/sample/answers/3");
  expect(page.textContent).toContain("A researcher has closed it.");
  expect(page.textContent).toContain("A weight hangs there.");
  await press("ArrowLeft");
  expect(server.last("post", CHANGE)).toBeUndefined();
});

it("lists own answers with the texts that were judged, and opens a part only where that is open", async () => {
  const [row] = (sampleAnswer("get", LIST).body as { results: object[] }).results;
  const judged = { prompt: "What hangs?", a: "Nothing hangs.", b: "A weight hangs." };
  server.says(LIST, {
    results: [
      { ...row, ...preference, judged, node: null },
      { ...row, ...preference, id: 4, comparison: 8, judged, node: 5 },
    ] as never,
  });
  await openPage("/projects/sample/history");
  const [closed, open] = screen.getAllByRole("row").slice(1);
  if (!closed || !open) throw new Error("no rows");
  expect(closed.textContent).toContain("What hangs?");
  // What was on the left stands first.
  expect(closed.textContent).toMatch(/A weight hangs\.[^]*Nothing hangs\./);
  expect(within(closed).queryByText("Its part")).toBeNull();
  expect(within(open).getByText("Its part")).toBeTruthy();
  expect(
    within(open)
      .getByRole("link", { name: /change it/ })
      .getAttribute("href"),
  ).toBe("/projects/sample/answers/4");
});
