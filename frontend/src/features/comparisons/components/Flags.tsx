import { t } from "@lingui/core/macro";
import type { Comparison } from "@/api/types";
import { When } from "@/shared/ui/When";
import classes from "./ComparisonCard.module.css";

/** Who flagged a comparison, and why. */
export function Flags({ flags }: { flags: Comparison["flags"] }) {
  if (flags.length === 0) return null;
  return (
    <ul className={classes.flags} aria-label={t`Flags`}>
      {flags.map(({ annotator, reason, created_at }) => (
        <li key={`${annotator} ${created_at}`}>
          <strong>{annotator}</strong>, <When time={created_at} />: {reason}
        </li>
      ))}
    </ul>
  );
}
