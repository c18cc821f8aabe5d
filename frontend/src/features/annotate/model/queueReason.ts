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
    case "quota_reached":
      return {
        title: "You have given all the answers you were asked for",
        text: "Thank you. The project sets how many one person gives.",
      };
    case "daily_quota_reached":
      return {
        title: "That was enough for today",
        text: retryAt
          ? `The project sets how many answers one person gives a day. It goes on at ${timeOfDay(retryAt)}.`
          : "The project sets how many answers one person gives a day. It goes on tomorrow.",
      };
    case "not_qualified":
      return {
        title: "The trial comparisons did not go well enough",
        text: "Read the guidelines again, and ask who runs the project what to do next.",
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
