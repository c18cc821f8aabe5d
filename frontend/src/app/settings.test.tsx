// @vitest-environment jsdom
import { act, fireEvent, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";

vi.setConfig({ testTimeout: 30_000 });
const PROJECT = "/api/v1/projects/{slug}/";
let server: FakeServer;

beforeEach(async () => {
  server = startServer();
  server.says(PROJECT, { role: "admin", random_share: 0.2, overlap: 1, quota: null });
  await openPage("/projects/sample/settings");
});
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => screen.getByRole("button", { name: "Save" });

it("keeps a number that will not do in its field, says why, and saves nothing", async () => {
  type("Random share (%)", "150");
  fireEvent.blur(screen.getByLabelText("Random share (%)"));
  expect(screen.getByLabelText<HTMLInputElement>("Random share (%)").value).toBe("150");
  expect(screen.getByText("From 0 to 100.")).toBeTruthy();
  expect(save().hasAttribute("disabled")).toBe(true);
  type("Random share (%)", "");
  expect(screen.getByText("A number is needed.")).toBeTruthy();
  expect(server.last("patch", PROJECT)).toBeUndefined();
  type("Random share (%)", "35");
  await act(async () => {
    save().click();
    await new Promise((done) => setTimeout(done, 30));
  });
  expect(server.last("patch", PROJECT)?.body).toEqual({ random_share: 0.35 });
});

it("asks before what was changed is left", async () => {
  type("Answers for each comparison", "3");
  await act(async () => {
    screen.getByRole("link", { name: "Overview" }).click();
    await new Promise((done) => setTimeout(done, 30));
  });
  expect(await screen.findByText("Leave without saving?")).toBeTruthy();
  act(() => screen.getByRole("button", { name: "Stay" }).click());
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Settings");
});

it("shows the parts in which the words stand that are looked for", () => {
  const part = (text: string) => screen.getByText(text).closest("div[hidden]");
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "pass mark" } });
  expect(part("Pass mark (%)")).toBeNull();
  expect(part("Random share (%)")).not.toBeNull();
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "" } });
  expect(part("Random share (%)")).toBeNull();
});
