import type { ApiError } from "@/api/errors";

const TEXTS: Record<string, string> = {
  lease_expired: "Your time on that comparison had run out, so it went back to the queue.",
  overlap_full: "Others had just completed that comparison, so your answer was not needed.",
  already_answered: "You had answered that comparison before; the earlier answer stands.",
  not_as_asked: "What is asked has changed meanwhile. That comparison comes again.",
};

/** Why an answer was not taken, kindly; the next comparison follows at once. */
export const refusalText = (error: ApiError) => TEXTS[error.code] ?? error.message;
