// @vitest-environment jsdom
import { act, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { startServer, type FakeServer } from "./testing/fakeServer";
import { openPage } from "./testing/page";
import { UnsentBanner } from "@/features/annotate/components/UnsentBanner";
import { OnlyTab } from "@/features/annotate/model/onlyTab";
import { START } from "@/features/annotate/model/sessionState";
import { render } from "@testing-library/react";
import { Providers } from "./providers";

vi.setConfig({ testTimeout: 30_000 });
let server: FakeServer;
beforeEach(() => {
  server = startServer();
  server.says("/api/v1/me/", { username: "ann" });
});

it("asks for nothing while another tab has the work, until it is moved here", async () => {
  const other = new OnlyTab("sample ann", () => undefined);
  const page = await openPage("/projects/sample/annotate");
  await vi.waitFor(() => expect(page.textContent).toContain("answering in another tab"));
  expect(page.querySelector("[data-action=left]")).toBeNull();
  act(() => screen.getByRole("button", { name: "Answer here" }).click());
  await vi.waitFor(() => expect(page.querySelector("[data-action=left]")).not.toBeNull());
  other.close();
});

const banner = (changes: Partial<typeof START>) =>
  render(
    <Providers>
      <UnsentBanner
        state={{ ...START, unsent: 3, unsentRetryAt: Date.now() + 5_000, ...changes }}
        onSendNow={() => undefined}
      />
    </Providers>,
  ).container.textContent;

it("says why it does not go on without the server, and only then", () => {
  expect(banner({ phase: "sending", verdict: "left" })).toContain("fetched ahead are used up");
  expect(banner({ phase: "ready" })).not.toContain("used up");
});
