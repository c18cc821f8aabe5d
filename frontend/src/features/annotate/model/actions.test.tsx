import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ActionBar } from "../components/ActionBar";
import { KeyList } from "../components/KeySheet";
import { actionForKey, ACTIONS, type Desk } from "./actions";
import { keyName } from "./keys";
import { START } from "./session";

const desk: Desk = {
  state: START,
  session: { answer: () => undefined, undo: () => Promise.resolve() },
  open: () => undefined,
};

const render = (content: React.ReactNode) =>
  renderToStaticMarkup(<MantineProvider>{content}</MantineProvider>);

describe("the action table", () => {
  it("gives no key to two actions", () => {
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("finds each action by each of its keys", () => {
    for (const action of ACTIONS) {
      for (const key of action.keys) expect(actionForKey(key)).toBe(action);
    }
  });

  it("has a button for every action", () => {
    const page = render(<ActionBar desk={desk} />);
    for (const { id } of ACTIONS) expect(page).toContain(`data-action="${id}"`);
  });

  it("shows every key of every action on the sheet", () => {
    const sheet = render(<KeyList />);
    for (const { label, keys } of ACTIONS) {
      expect(sheet).toContain(`<dt>${label}</dt>`);
      for (const key of keys) expect(sheet).toContain(`>${keyName(key)}</kbd>`);
    }
  });

  it("lets nothing be answered while an answer is under way", () => {
    const state = { ...START, phase: "sending" as const };
    for (const action of ACTIONS.filter(({ group }) => group === "choose")) {
      expect(action.enabled(state)).toBe(false);
    }
  });
});
