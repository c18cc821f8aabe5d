// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";

vi.setConfig({ testTimeout: 30_000 });
let server: FakeServer;
beforeEach(() => {
  server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "admin" });
  // The alerts that are part of samples: a job that failed, a document that could not be read.
  server.says("/api/v1/projects/{slug}/jobs/", { results: [] });
  server.says("/api/v1/documents/{document_id}/", { error: null });
  server.answers("get", "/api/v1/projects/{slug}/generation-plans/", 200, []);
  server.says("/api/v1/projects/{slug}/monitor-rounds/", { results: [] });
});

it.each([
  "/",
  "/login",
  "/account",
  "/projects/sample/annotate",
  "/projects/sample/history",
  "/projects/sample/answers/1",
  "/projects/sample/nodes/1",
  "/projects/sample",
  "/projects/sample/documents",
  "/projects/sample/documents/1",
  "/projects/sample/comparisons",
  "/projects/sample/generation",
  "/projects/sample/search",
  "/projects/sample/data",
  "/projects/sample/model",
  "/projects/sample/quality",
  "/projects/sample/quality?part=monitor",
  "/projects/sample/audits",
  "/projects/sample/red-team",
  "/projects/sample/members",
  "/projects/sample/settings",
  "/projects/sample/health",
])("%s is drawn with what the API promises", async (address) => {
  const page = await openPage(address);
  expect(page.querySelector("h1, h2, form")?.textContent).toBeTruthy();
  expect(page.querySelector('[role="alert"]')?.textContent).toBeUndefined();
  expect(server.calls.map(({ path }) => path)).toContain("/api/v1/me/");
});
