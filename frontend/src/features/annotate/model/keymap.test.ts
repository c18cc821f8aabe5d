import { describe, expect, it } from "vitest";
import { ACTIONS, type Action } from "./actions";
import { actionForKey, DEFAULT_KEYMAP, keymapWith, objectionTo, ownKeys, withKey } from "./keymap";

function named(id: string): Action {
  const action = ACTIONS.find((each) => each.id === id);
  if (!action) throw new Error(id);
  return action;
}

const changed = withKey(DEFAULT_KEYMAP, named("left"), "a");

describe("a changed key", () => {
  it("performs its action, and the old one nothing", () => {
    expect(actionForKey(changed, "a")?.id).toBe("left");
    expect(actionForKey(changed, "ArrowLeft")).toBeUndefined();
    expect(actionForKey(changed, "ArrowRight")?.id).toBe("right");
  });

  it("must be free", () => {
    expect(objectionTo(changed, named("right"), "a")).toContain("A is better");
    expect(objectionTo(changed, named("left"), "a")).toBeNull();
    expect(objectionTo(changed, named("tie"), "ArrowLeft")).toBeNull();
  });

  it("is none that the browser needs", () => {
    expect(objectionTo(changed, named("tie"), "Tab")).not.toBeNull();
    expect(objectionTo(changed, named("tie"), "Ctrl+Enter")).not.toBeNull();
  });

  it("is all that is kept", () => {
    expect(ownKeys(changed)).toEqual({ left: ["a"] });
    expect(ownKeys(DEFAULT_KEYMAP)).toEqual({});
    expect(keymapWith(ownKeys(changed))).toEqual(changed);
  });
});

describe("what is stored", () => {
  it("may name actions that are no more", () => {
    expect(keymapWith({ other: ["a"] })).toEqual(DEFAULT_KEYMAP);
  });

  it("never gives one key to two actions", () => {
    expect(keymapWith({ left: ["x"] })).toEqual(DEFAULT_KEYMAP);
  });
});
