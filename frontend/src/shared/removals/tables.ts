import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What a removal counts, named for people. */
export const TABLES: { name: string; label: MessageDescriptor }[] = [
  { name: "preferences", label: msg`Answers` },
  { name: "ratings", label: msg`Ratings` },
  { name: "leases", label: msg`Skips, flags and reservations` },
  { name: "comparisons", label: msg`Comparisons` },
  { name: "responses", label: msg`Responses` },
  { name: "prompts", label: msg`Prompts` },
  { name: "documents", label: msg`Documents` },
  { name: "uploads", label: msg`Uploaded files` },
];
