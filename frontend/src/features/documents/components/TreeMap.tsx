import { t } from "@lingui/core/macro";
import { useMemo } from "react";
import type { TreeNode } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { lowerCase } from "@/shared/lib/format";
import { stateName } from "@/shared/ui/StateBadge";
import { levels, nodeName } from "../model/tree";
import classes from "./TreeMap.module.css";

interface Props {
  nodes: TreeNode[];
  selected: number | null;
  onSelect: (id: number) => void;
}

/** So wide the smallest block should be, to be hit by a finger. */
const TARGET_PX = 26;
const WIDEST_PX = 2_400;

const STATES = ["waiting", "open", "settled", "stale"] as const;

/** The tree over its text: a row for each level, a block for each node, as wide as its span. */
export function TreeMap({ nodes, selected, onSelect }: Props) {
  const rows = useMemo(() => levels(nodes), [nodes]);
  const length = Math.max(1, ...nodes.map((node) => node.end));
  const smallest = Math.min(...nodes.map((node) => node.end - node.start)) / length;
  return (
    <>
      <div className={classes.scroll}>
        <div
          className={classes.map}
          style={{ minWidth: Math.min(TARGET_PX / smallest, WIDEST_PX) }}
        >
          {rows.map((row) => (
            <div key={row[0]?.height} className={classes.row}>
              {row.map((node) => {
                const label = t`${nodeName(node)}: ${lowerCase(stateName(node.state))}, ${countedAnswers(node.answers)}`;
                return (
                  <button
                    key={node.id}
                    type="button"
                    className={classes.node}
                    data-state={node.state}
                    aria-pressed={node.id === selected}
                    aria-label={label}
                    title={label}
                    style={{
                      insetInlineStart: `${(node.start / length) * 100}%`,
                      width: `${((node.end - node.start) / length) * 100}%`,
                    }}
                    onClick={() => onSelect(node.id)}
                  >
                    <span>{node.height === 0 ? node.position + 1 : nodeName(node)}</span>
                  </button>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <ul className={classes.legend} aria-label={t`States`}>
        {STATES.map((state) => (
          <li key={state}>
            <i data-state={state} /> {stateName(state)}
          </li>
        ))}
      </ul>
    </>
  );
}
