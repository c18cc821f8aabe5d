// @vitest-environment jsdom
import { act, fireEvent, screen, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { Served } from "@/api/types";
import { NOTHING_ASKED } from "@/features/annotate/model/testAsks";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { sampleAnswer } from "./testing/samples";

vi.setConfig({ testTimeout: 30_000 });
const NEXT = "/api/v1/projects/{slug}/next/";
const ANSWER = "/api/v1/comparisons/{comparison_id}/preferences/";
const sample = sampleAnswer("post", NEXT).body as Served & { ahead: Served[] };
let server: FakeServer;

function serves(answered: number): void {
  const progress = { answered_by_me: answered, answered_by_me_today: answered, open: 78 };
  const node = {
    id: 5,
    document_id: 1,
    document_title: "Plumb lines",
    height: 0,
    position: 4,
    siblings: 5,
    context: "The cord hangs.",
  };
  server.answers("post", NEXT, 200, {
    ...sample,
    asks: NOTHING_ASKED,
    node,
    progress,
    ahead: [],
  });
}

beforeEach(() => {
  localStorage.clear();
  server = startServer();
  server.says("/api/v1/projects/{slug}/", { guidelines: "Read both of them." });
});
const press = (name: string) =>
  act(async () => {
    within(screen.getByRole("dialog")).getByRole("button", { name }).click();
    await new Promise((done) => setTimeout(done, 20));
  });

it("opens the guidelines unasked, lets one try, and does not come again", async () => {
  serves(0);
  await openPage("/projects/sample/annotate");
  const dialog = await screen.findByRole("dialog");
  await vi.waitFor(() => expect(dialog.textContent).toContain("Read both of them."));
  fireEvent.keyDown(document.body, { key: "ArrowLeft", code: "ArrowLeft" });
  await press("Next");
  await press("B is better");
  expect(dialog.textContent).toContain("Most people would choose A");
  fireEvent.keyDown(within(dialog).getByRole("button", { name: "Next" }), { key: "ArrowLeft" });
  expect(dialog.textContent).toContain("Yes: A answers the question.");
  await press("Next");
  expect(dialog.textContent).toContain("Step 3 of 3");
  await press("Begin");
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  // What was tried is not sent.
  expect(server.last("post", ANSWER)).toBeUndefined();
  expect(localStorage.getItem("plumbline.introduced.sample.sample")).not.toBeNull();
});

it("shows the introduction to nobody who has answered, or who has seen it", async () => {
  serves(3);
  await openPage("/projects/sample/annotate");
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("shows it once", async () => {
  localStorage.setItem("plumbline.introduced.sample.sample", "1");
  serves(0);
  await openPage("/projects/sample/annotate");
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("explains the part, what is open and one's own goal", async () => {
  serves(3);
  server.says("/api/v1/me/settings/", {
    keys: {},
    reading: { plain: false, difference: false, scroll_lock: false, sources: false },
    panes: {},
    labelling: { daily_goal: 20 },
  });
  const page = await openPage("/projects/sample/annotate");
  await vi.waitFor(() => expect(page.textContent).toContain("3 of 20"));
  act(() => screen.getByRole("button", { name: "part 5 of 5" }).click());
  await screen.findByText(/cut into parts/);
  act(() => screen.getByRole("button", { name: "open" }).click());
  await screen.findByText(/refills itself/);
  expect(page.textContent).toContain("Summaries of the parts before this one.");
});

it("keeps a goal, and refuses one that is none", async () => {
  await openPage("/account");
  const field = screen.getByRole("textbox", { name: "Answers a day" });
  fireEvent.change(field, { target: { value: "2000" } });
  fireEvent.blur(field);
  expect(screen.getByText("A whole number from 0 to 1000.")).toBeTruthy();
  expect(server.last("patch", "/api/v1/me/settings/")).toBeUndefined();
  fireEvent.change(field, { target: { value: "25" } });
  fireEvent.blur(field);
  await vi.waitFor(() =>
    expect(server.last("patch", "/api/v1/me/settings/")?.body).toEqual({
      labelling: { daily_goal: 25 },
    }),
  );
});
