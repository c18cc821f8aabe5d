import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { fieldsOf } from "./asks";
import type { Aids } from "./aids";
import type { Keymap } from "./keys";
import { isSourceHidden } from "./reading";
import { stepsOf } from "./scale";
import type { AnnotationSession, SessionState } from "./session";

export type PanelName = "guidelines" | "keys" | "skip" | "flag";

/** What actions work on: the session, the dialogs of the page, the aids to reading. */
export interface Desk {
  state: SessionState;
  session: Pick<AnnotationSession, "answer" | "give" | "openSource" | "undo">;
  open: (panel: PanelName) => void;
  aids: Aids;
  toggle: (aid: keyof Aids) => void;
  /** Points at the next sentence of the responses, or the one before. */
  stepSentence: (step: 1 | -1) => void;
  /** Goes to the page of a node. */
  toNode: (node: number) => void;
  /** Moves the keyboard to the next question beside the choice. */
  toQuestion: () => void;
  keymap: Keymap;
}

/** A thing the annotator can do; buttons, keys and the key sheet are all made from these. */
export interface Action {
  id: string;
  label: MessageDescriptor;
  group: "choose" | "scale" | "ask" | "pass" | "read" | "source" | "point" | "node" | "look";
  /** The first is the one shown on the button. Annotators may choose others. */
  keys: readonly [string, ...string[]];
  enabled: (state: SessionState) => boolean;
  perform: (desk: Desk) => void;
  /** The aid that it turns on and off. */
  aid?: keyof Aids;
}

const isAsked = (state: SessionState) => state.phase === "ready" && state.served !== null;
const isInQueue = (state: SessionState) => isAsked(state) && !state.isChange;
const isShown = (state: SessionState) => state.served !== null;
const always = () => true;

const toggling = (aid: keyof Aids, label: MessageDescriptor, key: string): Action => ({
  id: aid,
  label,
  group: "read",
  keys: [key],
  enabled: isShown,
  perform: ({ toggle }) => toggle(aid),
  aid,
});

const stepping = (step: 1 | -1, label: MessageDescriptor, key: string): Action => ({
  id: step === 1 ? "next_sentence" : "sentence_before",
  label,
  group: "point",
  keys: [key],
  enabled: (state) => state.served?.node != null,
  perform: ({ aids, toggle, stepSentence }) => {
    if (!aids.sources) toggle("sources");
    stepSentence(step);
  },
});

const stepAt = ({ served }: SessionState, number: number) =>
  stepsOf(served?.asks.strength_steps ?? 0)[number - 1];

/** A step of the project's scale, counted from the left; it chooses and says how strongly. */
const step = (number: number): Action => ({
  id: `step_${number}`,
  label: msg`Step ${number} from the left`,
  group: "scale",
  keys: [`${number}`],
  enabled: (state) => isAsked(state) && stepAt(state, number) !== undefined,
  perform: ({ state, session }) => {
    const chosen = stepAt(state, number);
    if (chosen) session.answer(chosen.verdict, chosen.strength);
  },
});

export const ACTIONS: readonly Action[] = [
  {
    id: "left",
    label: msg`A is better`,
    group: "choose",
    keys: ["ArrowLeft"],
    enabled: isAsked,
    perform: ({ session }) => session.answer("left"),
  },
  {
    id: "tie",
    label: msg`Tie`,
    group: "choose",
    keys: ["ArrowDown", "0"],
    enabled: isAsked,
    perform: ({ session }) => session.answer("tie"),
  },
  {
    // Not "b", which would be pressed by people who mean "B is better".
    id: "both_bad",
    label: msg`Both bad`,
    group: "choose",
    keys: ["x"],
    enabled: isAsked,
    perform: ({ session }) => session.answer("both_bad"),
  },
  {
    id: "right",
    label: msg`B is better`,
    group: "choose",
    keys: ["ArrowRight"],
    enabled: isAsked,
    perform: ({ session }) => session.answer("right"),
  },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(step),
  {
    id: "question",
    label: msg`Next question`,
    group: "ask",
    keys: ["q"],
    enabled: (state) =>
      isAsked(state) && state.served !== null && fieldsOf(state.served).length > 0,
    perform: ({ toQuestion }) => toQuestion(),
  },
  {
    id: "undo",
    label: msg`Undo`,
    group: "pass",
    keys: ["Backspace", "Ctrl+z"],
    enabled: ({ phase, undoable }) =>
      undoable.length > 0 && (phase === "ready" || phase === "empty"),
    perform: ({ session }) => void session.undo(),
  },
  {
    id: "skip",
    label: msg`Skip`,
    group: "pass",
    keys: [" "],
    enabled: isInQueue,
    perform: ({ open }) => open("skip"),
  },
  {
    id: "flag",
    label: msg`Flag`,
    group: "pass",
    keys: ["f"],
    enabled: isInQueue,
    perform: ({ open }) => open("flag"),
  },
  toggling("difference", msg`Differences`, "d"),
  toggling("find", msg`Find`, "/"),
  toggling("scrollLock", msg`Scroll together`, "l"),
  toggling("sources", msg`Sources`, "s"),
  {
    id: "source",
    label: msg`Open the source`,
    group: "source",
    keys: ["o"],
    enabled: (state) =>
      isAsked(state) && state.served !== null && isSourceHidden(state.served, state.given),
    perform: ({ session }) => session.openSource(),
  },
  stepping(1, msg`Next sentence`, "."),
  stepping(-1, msg`Sentence before`, ","),
  toggling("plain", msg`Plain text`, "p"),
  {
    id: "node",
    label: msg`The part just answered`,
    group: "node",
    keys: ["v"],
    enabled: ({ lastNode }) => lastNode !== null,
    perform: ({ state, toNode }) => {
      if (state.lastNode !== null) toNode(state.lastNode);
    },
  },
  {
    id: "guidelines",
    label: msg`Guidelines`,
    group: "look",
    keys: ["g"],
    enabled: always,
    perform: ({ open }) => open("guidelines"),
  },
  {
    id: "keys",
    label: msg`Keys`,
    group: "look",
    keys: ["?"],
    enabled: always,
    perform: ({ open }) => open("keys"),
  },
];

export const actionsOf = (group: Action["group"]) =>
  ACTIONS.filter((action) => action.group === group);
