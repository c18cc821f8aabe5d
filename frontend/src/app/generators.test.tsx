// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { sampleAnswer } from "./testing/samples";

vi.setConfig({ testTimeout: 30_000 });
const LIST = "/api/v1/projects/{slug}/generators/";
const TEST = "/api/v1/generators/{generator_id}/test/";
let server: FakeServer;

function generator(usability: string, message = "") {
  const [sample] = sampleAnswer("get", LIST).body as { endpoint: object }[];
  const error = message ? { code: "unreachable", message } : null;
  return {
    ...sample,
    id: 7,
    name: "small",
    kind: "endpoint",
    enabled: true,
    usability,
    endpoint: { ...sample?.endpoint, last_error: error },
  };
}

beforeEach(() => {
  server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "admin" });
});

it("a model that cannot be reached is not shown as in use, and says why", async () => {
  server.answers("get", LIST, 200, [generator("failing", "Nobody listens there.")]);
  await openPage("/projects/sample/settings");
  const row = (await screen.findByText("small")).closest("li");
  if (!row) throw new Error("The generator stands in no row.");
  expect(within(row).getByText("Does not answer")).toBeTruthy();
  expect(within(row).getByText("Nobody listens there.")).toBeTruthy();
  expect(within(row).queryByText("In use")).toBeNull();
});

it("a test shows what came back, and that the model is in use now", async () => {
  server.answers("get", LIST, 200, [generator("untried")]);
  server.answers("post", TEST, 200, { text: "For walls.", error: null, seconds: 1, tokens: 12 });
  await openPage("/projects/sample/settings");
  expect(await screen.findByText("Not called yet")).toBeTruthy();
  server.answers("get", LIST, 200, [generator("working")]);
  await userEvent.setup().click(screen.getByRole("button", { name: "Test small" }));
  expect(await screen.findByText("For walls.")).toBeTruthy();
  expect(await screen.findByText("In use")).toBeTruthy();
});

it("a test that fails says so in the server's words", async () => {
  const error = { code: "refused", message: "The endpoint answered with status 401." };
  server.answers("get", LIST, 200, [generator("untried")]);
  server.answers("post", TEST, 200, { text: "", error, seconds: 0.2, tokens: 0 });
  await openPage("/projects/sample/settings");
  await userEvent.setup().click(await screen.findByRole("button", { name: "Test small" }));
  expect((await screen.findByRole("alert")).textContent).toContain(error.message);
});
