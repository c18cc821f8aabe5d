// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { sampleAnswer } from "./testing/samples";

vi.setConfig({ testTimeout: 30_000 });
const P = "/api/v1/projects/{slug}/";
const ROUNDS = `${P}monitor-rounds/`;
const HERE = "/projects/sample/quality?part=monitor";
let server: FakeServer;

function round(changes: object = {}) {
  const sample = sampleAnswer("get", ROUNDS).body as { results: object[] };
  return {
    ...sample.results[0],
    id: 4,
    open: true,
    state: "succeeded",
    samples: 4,
    asked: 60,
    answered: 40,
    alarm: null,
    alarmed_at: null,
    error: null,
    ...changes,
  };
}

const rate = (value: number) => ({
  value,
  low: value - 0.1,
  high: value + 0.1,
  n: 40,
  method: "bootstrap-t",
});
const point = (n: number, promised: number, human: number) => ({
  n,
  kl: Math.log(n) - (n - 1) / n,
  promised,
  human: rate(human),
  matched: null,
  gap: promised - human,
  gap_low: promised - human - 0.2,
  gap_high: promised - human + 0.2,
});

beforeEach(() => {
  server = startServer();
  server.says(P, { role: "admin" });
  server.answers("get", "/api/v1/monitor-rounds/{round_id}/figures/", 200, {
    answers: 40,
    alarm: null,
    points: [point(2, 0.62, 0.58), point(4, 0.81, 0.55)],
    curve: {
      alpha: 0.3,
      beta: 0.3,
      peak: 2.4,
      peak_low: 1,
      peak_high: null,
      peak_chance: 0.8,
      recommended: 2,
      fitted: [0.58, 0.55],
    },
  });
});

it("promised and human win rates stand side by side, with what to do", async () => {
  server.says(ROUNDS, { results: [round({ alarm: { n: 4, answers: 31 } })] as never });
  await openPage(HERE);
  const rates = await screen.findByRole("table", { name: "Win rate by people" });
  expect(within(rates).getByText(/^55\s%$/)).toBeTruthy();
  const gaps = screen.getByRole("table", { name: "Gap" });
  expect(within(gaps).getByText(/^26\s%$/)).toBeTruthy();
  expect(screen.getByText(/Seen after 31 answers, at the best of 4/)).toBeTruthy();
  expect(screen.getByText(/Recommended: the best of 2/)).toBeTruthy();
  // While a round is open there is no other to start.
  expect(screen.queryByRole("button", { name: "Start the round" })).toBeNull();
});

it("an admin starts a round with what was asked for", async () => {
  server.says(ROUNDS, { results: [] });
  server.answers("post", ROUNDS, 202, round({ state: "queued" }));
  await openPage(HERE);
  expect(screen.getByText("No rounds yet")).toBeTruthy();
  const prompts = screen.getByLabelText("Prompts");
  await userEvent.clear(prompts);
  await userEvent.type(prompts, "50");
  await userEvent.click(screen.getByRole("button", { name: "Start the round" }));
  const sent = server.calls.find(({ method, path }) => method === "post" && path === ROUNDS);
  expect(sent?.body).toEqual({ samples: 4, prompts: 50, tolerance: 0.02 });
});

it("closing is asked about once more", async () => {
  server.says(ROUNDS, { results: [round()] as never });
  server.answers("post", "/api/v1/monitor-rounds/{round_id}/close/", 200, round({ open: false }));
  await openPage(HERE);
  await userEvent.click(screen.getByRole("button", { name: "Close round 4" }));
  expect(server.calls.some(({ path }) => path.endsWith("/close/"))).toBe(false);
  await userEvent.click(await screen.findByRole("button", { name: "Close the round" }));
  expect(server.calls.some(({ path }) => path.endsWith("/close/"))).toBe(true);
});

it("a researcher reads and neither starts nor closes; an undrawn round says why", async () => {
  server.says(P, { role: "researcher" });
  const error = { code: "too_few_prompts", message: "3 prompts have 4 responses.", details: {} };
  server.says(ROUNDS, { results: [round({ state: "failed", open: false, error })] as never });
  await openPage(HERE);
  expect(screen.getByText("3 prompts have 4 responses.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Start the round" })).toBeNull();
  expect(screen.queryByRole("button", { name: /Close round/ })).toBeNull();
});
