import { counted } from "@/shared/lib/format";
import type { BadLine } from "../model";
import classes from "./Jobs.module.css";

export function BadLines({ lines }: { lines: BadLine[] }) {
  if (lines.length === 0) return null;
  return (
    <details className={classes.lines} open={lines.length <= 5}>
      <summary>{counted(lines.length, "line")} with a problem</summary>
      <ol tabIndex={0} aria-label="Lines with a problem">
        {lines.map(({ line, problem }, index) => (
          <li key={index}>
            <span>Line {line}</span>
            <span>{problem}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
