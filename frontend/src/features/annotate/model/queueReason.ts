import { timeOfDay } from "@/shared/lib/format";

interface Explanation {
  title: string;
  text: string;
}

/** What an empty queue means, in words for the annotator. */
export function explainEmptyQueue(reason: string | null, retryAt: string | null): Explanation {
  switch (reason) {
    case "all_leased":
      return {
        title: "Others hold what is left",
        text: retryAt
          ? `The remaining comparisons are with other annotators. The next may be free at ${timeOfDay(retryAt)}.`
          : "The remaining comparisons are with other annotators and may come free soon.",
      };
    case "all_answered":
      return {
        title: "You have answered everything that is open",
        text: "New comparisons appear when the queue is refilled or when others leave some.",
      };
    case "nothing_open":
      return {
        title: "Nothing is open right now",
        text: "The queue is refilled from new responses and as parts of documents settle.",
      };
    default:
      return {
        title: "Nothing to compare right now",
        text: "New comparisons appear here by themselves.",
      };
  }
}
