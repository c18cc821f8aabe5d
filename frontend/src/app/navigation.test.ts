// @vitest-environment jsdom
import { expect, it } from "vitest";
import { isAt, linkGroups } from "./navigation";
import { routes } from "./router";
import type { RouteObject } from "react-router";

const labels = (role: "annotator" | "researcher" | "admin") =>
  linkGroups("p", role).map(({ label, links }) => [
    label.message,
    ...links.map((link) => link.label.message),
  ]);

it("shows each role only the pages it may use, and no group without any", () => {
  expect(labels("annotator")).toEqual([["Label", "Annotate", "Own answers"]]);
  expect(labels("researcher").flat()).toContain("Data");
  expect(labels("researcher").flat()).not.toContain("Settings");
  expect(labels("admin").flat()).toContain("Settings");
  expect(labels("admin").map(([group]) => group)).toEqual([
    "Overview",
    "Label",
    "Data",
    "Model",
    "Quality",
    "Manage",
  ]);
});

it("knows at which page one is", () => {
  const [overview, , data] = linkGroups("p", "admin").map(({ links }) => links[0]);
  if (!overview || !data) throw new Error("no links");
  expect(isAt(overview, "/projects/p")).toBe(true);
  expect(isAt(overview, "/projects/p/data")).toBe(false);
  expect(isAt(data, "/projects/p/data/4")).toBe(true);
  expect(isAt(data, "/projects/p/database")).toBe(false);
});

it("leads to pages that there are", () => {
  const paths = (route: RouteObject): string[] => [
    ...(route.path === undefined || route.path.includes(":") ? [] : [route.path]),
    ...(route.children ?? []).flatMap(paths),
  ];
  const find = (all: RouteObject[]): RouteObject[] =>
    all.flatMap((route) =>
      route.path === "/projects/:slug" ? [route] : find(route.children ?? []),
    );
  const there = find(routes).flatMap((route) => (route.children ?? []).flatMap(paths));
  const linked = linkGroups("p", "admin")
    .flatMap(({ links }) => links.map(({ to }) => to.split("/")[3] ?? ""))
    .filter((path) => path !== "");
  expect(linked.filter((path) => !there.includes(path))).toEqual([]);
  expect(linked.length).toBeGreaterThan(10);
});
