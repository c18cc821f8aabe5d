import "./fakeServer";
import { act, cleanup, render } from "@testing-library/react";
import "fake-indexeddb/auto";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, vi } from "vitest";
import { Providers, queryClient } from "@/app/providers";
import { routes } from "@/app/router";

// What browsers have and jsdom lacks.
const nothing = () => undefined;
class Observer {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
}
vi.stubGlobal("ResizeObserver", Observer);
vi.stubGlobal("IntersectionObserver", Observer);
vi.stubGlobal("matchMedia", (media: string) => ({
  media,
  matches: false,
  addEventListener: nothing,
  removeEventListener: nothing,
  addListener: nothing,
  removeListener: nothing,
}));
Object.defineProperty(document, "fonts", { value: new EventTarget() });
Element.prototype.checkVisibility = () => true;
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
afterEach(() => {
  cleanup();
  queryClient.clear();
});

/** The application at an address, drawn and with all that it asked for answered. */
export async function openPage(address: string): Promise<HTMLElement> {
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  const { container } = render(
    <Providers>
      <RouterProvider router={router} />
    </Providers>,
  );
  await vi.waitFor(
    () => {
      if (!container.querySelector("h1, main h2, main form")) throw new Error("nothing drawn yet");
    },
    { timeout: 10_000 },
  );
  // What the page's own parts ask for.
  for (let i = 0; i < 5; i++) await act(() => new Promise((done) => setTimeout(done)));
  return container;
}
