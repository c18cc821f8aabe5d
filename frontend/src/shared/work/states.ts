/** One set of states for all that workers do. */
export interface Work {
  id: number;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
}

export const isUnderWay = ({ state }: Pick<Work, "state">) =>
  state === "queued" || state === "running";

export const canBeRetried = ({ state }: Pick<Work, "state">) =>
  state === "failed" || state === "cancelled";
