import { t } from "@lingui/core/macro";
import type { Served } from "@/api/types";
import classes from "./NodePlace.module.css";

type Place = NonNullable<Served["node"]>;

const MOST_MARKS = 48;

/** Where a node sits: its document, its level, its place among its neighbours. */
export function NodePlace({ node }: { node: Place }) {
  const { height, siblings } = node;
  const part = node.position + 1;
  const place =
    height === 0 ? t`part ${part} of ${siblings}` : t`level ${height}, part ${part} of ${siblings}`;
  return (
    <div className={classes.place}>
      <span className={classes.document} dir="auto">
        {node.document_title}
      </span>
      <span>{place}</span>
      {node.siblings > 1 && node.siblings <= MOST_MARKS && (
        <span className={classes.marks} aria-hidden="true">
          {Array.from({ length: node.siblings }, (_, index) => (
            <i key={index} data-here={index === node.position || undefined} />
          ))}
        </span>
      )}
    </div>
  );
}
