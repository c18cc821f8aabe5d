import { expect, it } from "vitest";
import { reloadWhenStale } from "./staleScripts";

/** A page of a build whose scripts fail to load; tells how often it reloads itself. */
function pageOf(build: string, memory = new Map<string, string>(), reachable = true) {
  const page = new EventTarget();
  let reloads = 0;
  reloadWhenStale({
    build,
    page,
    memory: {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => void memory.set(key, value),
    },
    isReachable: () => Promise.resolve(reachable),
    reload: () => (reloads += 1),
  });
  const fail = async () => {
    page.dispatchEvent(new Event("vite:preloadError"));
    await Promise.resolve();
    return reloads;
  };
  return { fail, memory };
}

it("reloads a page whose scripts are gone", async () => {
  expect(await pageOf("/assets/index-1.js").fail()).toBe(1);
});

it("does so once a build, so that it never reloads in a loop", async () => {
  const { fail, memory } = pageOf("/assets/index-1.js");
  await fail();
  expect(await fail()).toBe(1);
  expect(await pageOf("/assets/index-1.js", memory).fail()).toBe(0);
  expect(await pageOf("/assets/index-2.js", memory).fail()).toBe(1);
});

it("stays where the server cannot be reached", async () => {
  expect(await pageOf("/assets/index-1.js", new Map(), false).fail()).toBe(0);
});
