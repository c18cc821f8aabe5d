import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ApiError } from "@/api/errors";

const TEXTS: Record<string, MessageDescriptor> = {
  lease_expired: msg`Your time on that comparison had run out, so it went back to the queue.`,
  overlap_full: msg`Others had just completed that comparison, so your answer was not needed.`,
  already_answered: msg`You had answered that comparison before; the earlier answer stands.`,
  not_as_asked: msg`The questions have changed meanwhile. You will see that comparison again.`,
};

/** Why an answer was not taken, kindly; the next comparison follows at once. */
export function refusalText(error: ApiError): string {
  const text = TEXTS[error.code];
  return text ? i18n._(text) : error.message;
}
