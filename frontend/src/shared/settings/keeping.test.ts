import { beforeEach, expect, it } from "vitest";
import { dropUnsent, keepChange, keepStored, readKept, USUAL } from "./keeping";

let place: Pick<Storage, "getItem" | "setItem">;

beforeEach(() => {
  const kept = new Map<string, string>();
  place = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
  };
});

const keys = (key: string) => ({ keys: { tie: [key] } });

it("begins with the usual settings, and where what was kept cannot be read", () => {
  expect(readKept("ann", place)).toEqual({ settings: USUAL, unsent: {} });
  for (const broken of ["{", "[]", '{"settings": {"keys": 1}, "unsent": {}}']) {
    place.setItem("plumbline.settings.ann", broken);
    expect(readKept("ann", place).settings).toEqual(USUAL);
  }
});

it("keeps each person's own", () => {
  keepChange("ann", keys("t"), place);
  expect(readKept("bob", place).settings).toEqual(USUAL);
  expect(readKept("ann", place).settings).toEqual({ ...USUAL, ...keys("t") });
});

it("holds on to a change until the server has it", () => {
  keepChange("ann", keys("t"), place);
  expect(keepStored("ann", USUAL, place).keys).toEqual({ tie: ["t"] });
  dropUnsent("ann", keys("t"), place);
  expect(keepStored("ann", { ...USUAL, ...keys("u") }, place).keys).toEqual({ tie: ["u"] });
});

it("still has to send what was changed again while it was sent", () => {
  keepChange("ann", keys("t"), place);
  keepChange("ann", keys("u"), place);
  keepChange("ann", { panes: {} }, place);
  dropUnsent("ann", { ...keys("t"), panes: {} }, place);
  expect(readKept("ann", place).unsent).toEqual(keys("u"));
});
