// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { Health } from "@/api/types";
import { verdictOf } from "@/shared/health/verdict";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";

vi.setConfig({ testTimeout: 30_000 });
const HEALTH = "/api/v1/health/";
const good: Health = {
  workers: [{ queue: "live", alive: 1, places: 1 }],
  work: [{ kind: "export", queue: "bulk", waiting: 0, running: 0, put_off: 0, oldest_seconds: 0 }],
  head_lag: [{ project: "sample", answers: 0, oldest_seconds: 0 }],
  answer_to_live: { answers: 3, median_seconds: 0.2, p95_seconds: 0.4 },
  scorer: { used: 0, places: 8 },
  failures: [],
};
const failed = {
  kind: "training",
  project: "sample",
  id: 4,
  state: "failed" as const,
  failures: 1,
  error: { code: "out_of_memory", message: "Too little memory.", details: {} },
  failed_at: "2026-01-31T12:00:00Z",
  retry_at: null,
};
let server: FakeServer;
beforeEach(() => {
  server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "admin" });
});

it("names the one fault that the others follow from", () => {
  expect(verdictOf(good).isGood).toBe(true);
  const dead = { ...good, workers: [{ queue: "live", alive: 0, places: 0 }], failures: [failed] };
  expect(verdictOf(dead)).toMatchObject({ isGood: false, text: /No worker is alive for: live/ });
  const behind = [{ project: "sample", answers: 3, oldest_seconds: 90 }];
  expect(verdictOf({ ...good, head_lag: behind }).text).toMatch(/3 answers behind/);
  expect(verdictOf({ ...good, failures: [failed] }).text).toMatch(/1 piece of work/);
  const [work] = good.work;
  const waiting = [{ ...work, kind: "export", waiting: 1, oldest_seconds: 900 }] as Health["work"];
  expect(verdictOf({ ...good, work: waiting }).text).toMatch(/“export” has waited/);
});

it("shows workers, work and failures, and asks for failed work again", async () => {
  server.says(HEALTH, { ...good, failures: [failed] });
  const page = await openPage("/projects/sample/health");
  expect(page.textContent).toContain("Too little memory.");
  await act(async () => {
    screen.getByRole("button", { name: "Try Training 4 again" }).click();
    await new Promise((done) => setTimeout(done, 20));
  });
  expect(server.last("post", "/api/v1/training-runs/{run_id}/retry/")).toBeDefined();
});

it("says on the overview how the project is, with a way to the fault", async () => {
  server.says(HEALTH, { ...good, failures: [failed] });
  const page = await openPage("/projects/sample");
  await vi.waitFor(() => expect(page.textContent).toContain("was given up."));
  expect(screen.getByRole("link", { name: "Look at it" }).getAttribute("href")).toBe(
    "/projects/sample/health",
  );
});

it("asks for no health where the role may not have it", async () => {
  server.says("/api/v1/projects/{slug}/", { role: "researcher" });
  await openPage("/projects/sample");
  expect(server.last("get", HEALTH)).toBeUndefined();
});
