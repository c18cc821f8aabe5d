import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import type { BadLine } from "../model";
import classes from "./Jobs.module.css";

export function BadLines({ lines }: { lines: BadLine[] }) {
  if (lines.length === 0) return null;
  return (
    <details className={classes.lines} open={lines.length <= 5}>
      <summary>
        <Plural value={lines.length} one="# line with a problem" other="# lines with a problem" />
      </summary>
      <ol tabIndex={0} aria-label={t`Lines with a problem`}>
        {lines.map(({ line, problem }, index) => (
          <li key={index}>
            <span>
              <Trans>Line {line}</Trans>
            </span>
            <span>{problem}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
