// @vitest-environment jsdom
import { act, screen, waitFor, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { startServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";

vi.setConfig({ testTimeout: 30_000 });

const bar = () => {
  const [found] = screen.getAllByRole("navigation");
  if (!found) throw new Error("no navigation");
  return within(found);
};

it("opens a group and goes to one of its pages", async () => {
  const server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "admin" });
  await openPage("/projects/sample/members");
  const manage = bar().getByRole("button", { name: "Manage" });
  expect(manage.dataset.here).toBe("true");
  expect(bar().getByRole("button", { name: "Data" }).dataset.here).toBeUndefined();
  await userEvent.click(bar().getByRole("button", { name: "Quality" }));
  const audits = await screen.findByRole("menuitem", { name: "Audits" });
  await act(() => userEvent.click(audits));
  await waitFor(() =>
    expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("udits"),
  );
});

it("shows annotators their two pages without a menu", async () => {
  const server = startServer();
  server.says("/api/v1/projects/{slug}/", { role: "annotator" });
  await openPage("/projects/sample/history");
  expect(
    bar()
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Annotate", "Own answers"]);
  expect(bar().queryByRole("button")).toBeNull();
});
