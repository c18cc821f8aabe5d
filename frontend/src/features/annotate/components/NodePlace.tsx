import type { Served } from "@/api/types";
import classes from "./NodePlace.module.css";

type Place = NonNullable<Served["node"]>;

const MOST_MARKS = 48;

/** Where a node sits: its document, its level, its place among its neighbours. */
export function NodePlace({ node }: { node: Place }) {
  const level = node.height === 0 ? "part" : `level ${node.height}, part`;
  const place = `${level} ${node.position + 1} of ${node.siblings}`;
  return (
    <div className={classes.place}>
      <span className={classes.document}>{node.document_title}</span>
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
