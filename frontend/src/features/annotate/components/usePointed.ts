import { useState } from "react";

/** The sentence of the two responses that is pointed at, counted from the first of A. */
export interface Pointed {
  at: number | null;
  point: (at: number | null) => void;
  /** Whether the keyboard moved it last: then what it shows is scrolled to. */
  isStepped: boolean;
}

interface State {
  turn: number | undefined;
  at: number | null;
  isStepped: boolean;
}

export function usePointed(turn: number | undefined): Pointed & { step: (by: 1 | -1) => void } {
  const [state, setState] = useState<State>({ turn, at: null, isStepped: false });
  const at = state.turn === turn ? state.at : null;
  return {
    at,
    isStepped: state.isStepped,
    point: (next) => setState({ turn, at: next, isStepped: false }),
    step: (by) => {
      const next = at === null ? (by === 1 ? 0 : -1) : at + by;
      setState({ turn, at: next, isStepped: true });
    },
  };
}
