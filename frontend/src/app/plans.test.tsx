// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { sampleAnswer } from "./testing/samples";

vi.setConfig({ testTimeout: 30_000 });
const PATIENCE = { timeout: 10_000 };
const P = "/api/v1/projects/{slug}/";
const PLANS = `${P}generation-plans/`;
const PLAN = "/api/v1/generation-plans/{plan_id}/";
const PROGRESS = {
  rounds: 1,
  waiting: 3,
  done: 7,
  failed: 0,
  cancelled: 0,
  samples: 14,
  reasons: [] as object[],
};
let server: FakeServer;

function plan(changes: object = {}, progress: object = {}) {
  const [sample] = sampleAnswer("get", PLANS).body as object[];
  return {
    ...sample,
    id: 5,
    name: "fill walls",
    which: "without_responses",
    filters: {},
    sources: [{ generator: 7, name: "small", checkpoint: null, checkpoint_name: null }],
    samples: 2,
    max_calls: 40,
    calls: 14,
    when: "now",
    paused: false,
    progress: { ...PROGRESS, ...progress },
    ...changes,
  };
}

beforeEach(() => {
  server = startServer();
  server.says(P, { role: "admin" });
  const [generator] = sampleAnswer("get", `${P}generators/`).body as object[];
  server.answers("get", `${P}generators/`, 200, [
    { ...generator, id: 7, name: "small", kind: "endpoint", enabled: true },
  ]);
  server.answers("get", "/api/v1/generators/{generator_id}/checkpoints/", 200, [
    { id: 3, name: "step 100", model: "", released_at: "2026-01-31T12:00:00Z", responses: 0 },
  ]);
  server.answers("post", `${P}generation-plans/preview/`, 200, { prompts: 44 });
});

it("a plan shows how far it is and what it has used", async () => {
  server.answers("get", PLANS, 200, [plan()]);
  await openPage("/projects/sample/generation");
  expect(await screen.findByText("fill walls")).toBeTruthy();
  expect(screen.getByText(/14 responses · 3 prompts to write for · 14 of 40 calls/)).toBeTruthy();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("70");
  expect(screen.getByText(/Prompts without responses · 2 each from small · once/)).toBeTruthy();
});

it("failures stand there with their reasons, and are tried again", async () => {
  const reasons = [{ code: "plan_budget_spent", message: "The budget is spent.", generations: 2 }];
  server.answers("get", PLANS, 200, [plan({}, { waiting: 0, failed: 2, reasons })]);
  await openPage("/projects/sample/generation");
  expect((await screen.findByRole("alert")).textContent).toContain("2: The budget is spent.");
  await userEvent.setup().click(screen.getByRole("button", { name: "Try the 2 again" }));
  await vi.waitFor(() => expect(server.last("post", `${PLAN}retry/`)).toBeDefined(), PATIENCE);
});

it("a plan is paused, goes on, and is called off", async () => {
  const user = userEvent.setup();
  server.answers("get", PLANS, 200, [plan()]);
  await openPage("/projects/sample/generation");
  await user.click(await screen.findByRole("button", { name: "Pause fill walls" }));
  await vi.waitFor(
    () => expect(server.last("patch", PLAN)?.body).toEqual({ paused: true }),
    PATIENCE,
  );
  await user.click(screen.getByRole("button", { name: "Call off fill walls" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Call off" }));
  await vi.waitFor(() => expect(server.last("post", `${PLAN}cancel/`)).toBeDefined(), PATIENCE);
});

it("a new plan says what it would ask for, and is sent as it was filled in", async () => {
  const user = userEvent.setup();
  server.answers("get", PLANS, 200, []);
  await openPage("/projects/sample/generation");
  await user.click(await screen.findByRole("button", { name: "New plan" }));
  await user.type(await screen.findByLabelText(/^Name/), "fill");
  await user.click(screen.getByLabelText(/^Models/, { selector: "input" }));
  await user.click(await screen.findByRole("option", { name: "small, step 100", hidden: true }));
  expect(await screen.findByText(/about 44 prompts now, with 88 calls/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Add the plan" }));
  await vi.waitFor(() => expect(server.last("post", PLANS)).toBeDefined(), PATIENCE);
  expect(server.last("post", PLANS)?.body).toMatchObject({
    name: "fill",
    which: "without_responses",
    sources: [{ generator: 7, checkpoint: 3 }],
    samples: 2,
    temperature: null,
    max_calls: null,
    when: "now",
    every_hours: null,
  });
});

it("a researcher sees plans and changes none", async () => {
  server.says(P, { role: "researcher" });
  server.answers("get", PLANS, 200, [plan()]);
  await openPage("/projects/sample/generation");
  expect(await screen.findByText("fill walls")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Pause fill walls" })).toBeNull();
  expect(screen.queryByRole("button", { name: "New plan" })).toBeNull();
});
