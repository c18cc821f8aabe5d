import { t } from "@lingui/core/macro";
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
        title: t`Other people have the remaining comparisons`,
        text: retryAt
          ? t`The remaining comparisons are with other annotators. The next may be free at ${timeOfDay(retryAt)}.`
          : t`The remaining comparisons are with other annotators and may come free soon.`,
      };
    case "all_answered":
      return {
        title: t`You have answered everything that is open`,
        text: t`New comparisons appear when the queue is refilled or when others leave some.`,
      };
    case "quota_reached":
      return {
        title: t`You have given all the answers you were asked for`,
        text: t`Thank you. The project sets how many one person gives.`,
      };
    case "daily_quota_reached":
      return {
        title: t`You have reached your limit for today`,
        text: retryAt
          ? t`The project sets how many answers one person gives a day. It goes on at ${timeOfDay(retryAt)}.`
          : t`The project sets how many answers one person gives a day. It goes on tomorrow.`,
      };
    case "not_qualified":
      return {
        title: t`You did not pass the trial comparisons`,
        text: t`Read the guidelines again, and ask who runs the project what to do next.`,
      };
    case "nothing_open":
      return {
        title: t`Nothing is open right now`,
        text: t`The queue is refilled from new responses and as parts of documents settle.`,
      };
    default:
      return {
        title: t`Nothing to compare right now`,
        text: t`New comparisons appear here automatically.`,
      };
  }
}
