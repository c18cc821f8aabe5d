import { t } from "@lingui/core/macro";
import type { Served } from "@/api/types";
import { Explained } from "@/shared/ui/Explained";
import classes from "./NodePlace.module.css";

type Place = NonNullable<Served["node"]>;

const MOST_MARKS = 48;

/** Where a node sits: its document, its level, its place among its neighbours. */
export function NodePlace({ node }: { node: Place }) {
  const { height, siblings } = node;
  const part = node.position + 1;
  const place =
    height === 0 ? t`part ${part} of ${siblings}` : t`level ${height}, part ${part} of ${siblings}`;
  const explanation =
    height === 0
      ? t`Long documents are cut into parts, and every part is summarised by itself. This is part ${part} of ${siblings} of the document.`
      : t`The best summaries of the parts below are summarised again, level by level, until one summary of the whole document is left. This is level ${height}.`;
  return (
    <div className={classes.place}>
      <span className={classes.document} dir="auto">
        {node.document_title}
      </span>
      <Explained text={explanation}>{place}</Explained>
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
