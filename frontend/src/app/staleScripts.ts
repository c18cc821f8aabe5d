const KEY = "plumbline.reloaded-build";

interface Surroundings {
  /** The address of the script that started this page; it names the build. */
  build: string;
  page: Pick<EventTarget, "addEventListener">;
  memory: Pick<Storage, "getItem" | "setItem">;
  /** True where the server answers. */
  isReachable: () => Promise<boolean>;
  reload: () => void;
}

/**
 * After a rebuild the pages that are open look for scripts which are gone. Such a page loads
 * itself anew: once for each build, and never while the server is out of reach.
 */
export function reloadWhenStale({ build, page, memory, isReachable, reload }: Surroundings): void {
  page.addEventListener("vite:preloadError", () => {
    void isReachable().then((reachable) => {
      if (!reachable || memory.getItem(KEY) === build) return;
      memory.setItem(KEY, build);
      reload();
    });
  });
}

/** The surroundings of the page in the browser. */
export const browserSurroundings = (build: string): Surroundings => ({
  build,
  page: window,
  memory: sessionStorage,
  isReachable: () =>
    fetch("/", { method: "HEAD", cache: "no-store" }).then(
      ({ ok }) => ok,
      () => false,
    ),
  reload: () => window.location.reload(),
});
