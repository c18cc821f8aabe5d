import type { AskedQuestion, Asks, Served } from "@/api/types";

/** What tests ask beside the choice. */
export const NOTHING_ASKED: Asks = {
  strength_steps: 0,
  questions: [],
  rationale: "off",
  confidence: false,
  naive_read: "off",
};

export const question = (changes: Partial<AskedQuestion>): AskedQuestion => ({
  name: "clarity",
  label: "How clear?",
  kind: "scale",
  options: [],
  min: null,
  max: null,
  required: false,
  per_response: false,
  ...changes,
});

/** A comparison whose left response is the side b. */
export const asking = (asks: Partial<Asks>): Served => ({
  id: 1,
  expires_at: "2030-01-01T00:00:00Z",
  question: "Which?",
  asks: { ...NOTHING_ASKED, ...asks },
  prompt: { messages: [] },
  source: null,
  node: null,
  shown: [
    { side: "b", text: "one" },
    { side: "a", text: "two" },
  ],
  progress: { answered_by_me: 0, answered_by_me_today: 0, open: 9 },
});
