import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ActionBar } from "../components/ActionBar";
import { KeyList, type AskedKeys } from "../components/KeySheet";
import { LastNode } from "../components/LastNode";
import { Questions } from "../components/Questions";
import { ReadingTools } from "../components/ReadingTools";
import { ScaleRow } from "../components/ScaleRow";
import { SourceCover } from "../components/SourceCover";
import { ACTIONS, type Desk } from "./actions";
import { NO_AIDS } from "./aids";
import { actionForKey, DEFAULT_KEYMAP } from "./keymap";
import { keyName } from "./keys";
import { START } from "./session";
import { asking, question } from "./testAsks";

const desk: Desk = {
  state: START,
  session: {
    answer: () => undefined,
    give: () => undefined,
    openSource: () => undefined,
    undo: () => Promise.resolve(),
  },
  open: () => undefined,
  aids: { ...NO_AIDS, plain: true, sources: true },
  toggle: () => undefined,
  stepSentence: () => undefined,
  toNode: () => undefined,
  toQuestion: () => undefined,
  keymap: DEFAULT_KEYMAP,
};

const render = (content: React.ReactNode) =>
  renderToStaticMarkup(
    <I18nProvider i18n={i18n}>
      <MantineProvider>{content}</MantineProvider>
    </I18nProvider>,
  );

const sheetOf = (asks: AskedKeys) => (
  <KeyList keymap={DEFAULT_KEYMAP} asks={asks} onChange={() => undefined} />
);

describe("the action table", () => {
  it("gives no key to two actions", () => {
    const keys = ACTIONS.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("finds each action by each of its keys", () => {
    for (const action of ACTIONS) {
      for (const key of action.keys) expect(actionForKey(DEFAULT_KEYMAP, key)).toBe(action);
    }
  });

  it("has a button for every action", () => {
    const served = asking({
      strength_steps: 9,
      questions: [question({ kind: "scale", min: 1, max: 5 })],
    });
    const page = render([
      <ActionBar key="bar" desk={desk} />,
      <ScaleRow key="scale" desk={{ ...desk, state: { ...START, served } }} />,
      <Questions key="questions" served={served} desk={desk} />,
      <ReadingTools key="tools" desk={desk} />,
      <SourceCover key="cover" desk={desk} />,
      <LastNode key="node" desk={{ ...desk, state: { ...START, lastNode: 5 } }} />,
    ]);
    for (const { id } of ACTIONS) expect(page).toContain(`data-action="${id}"`);
  });

  it("has no button for what is not asked", () => {
    const served = asking({});
    const page = render([
      <ScaleRow key="scale" desk={{ ...desk, state: { ...START, served } }} />,
      <Questions key="questions" served={served} desk={desk} />,
    ]);
    expect(page).not.toContain("<button");
  });

  it("says of each aid whether it is on", () => {
    const page = render(<ReadingTools desk={desk} />);
    expect(page.match(/aria-pressed="true"/g)).toHaveLength(2);
    expect(page.match(/aria-pressed="false"/g)).toHaveLength(3);
  });

  it("shows every key of every action on the sheet", () => {
    const sheet = render(sheetOf({ steps: 9, hasQuestions: true, hidesSource: true }));
    for (const { label, keys } of ACTIONS) {
      expect(sheet).toContain(`<dt>${i18n._(label)}</dt>`);
      for (const key of keys) expect(sheet).toContain(`>${keyName(key)}</kbd>`);
    }
  });

  it("shows no key on the sheet that the project has no use for", () => {
    const none = render(sheetOf({ steps: 0, hasQuestions: false, hidesSource: false }));
    expect(none).not.toContain("from the left");
    expect(none).not.toContain("Next question");
    expect(none).not.toContain("Open the source");
    const five = render(sheetOf({ steps: 5, hasQuestions: false, hidesSource: false }));
    expect(five.match(/from the left<\/dt>/g)).toHaveLength(5);
  });

  it("neither skips nor flags what is answered already", () => {
    const state = { ...START, phase: "ready" as const, served: asking({}), isChange: true };
    const enabled = ACTIONS.filter((action) => action.enabled(state)).map(({ id }) => id);
    expect(enabled).toContain("left");
    for (const id of ["skip", "flag", "undo"]) expect(enabled).not.toContain(id);
  });

  it("lets nothing be answered while an answer is under way", () => {
    const state = { ...START, phase: "sending" as const };
    for (const action of ACTIONS.filter(({ group }) => group === "choose")) {
      expect(action.enabled(state)).toBe(false);
    }
  });
});
