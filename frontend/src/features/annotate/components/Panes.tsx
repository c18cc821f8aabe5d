import type { Served } from "@/api/types";
import type { Verdict } from "../model/verdict";
import classes from "./Panes.module.css";
import { PromptPane } from "./PromptPane";
import { ResponsePane } from "./ResponsePane";

interface Props {
  served: Served;
  verdict: Verdict | null;
}

/** What was asked, and the two responses in the order they were served in. */
export function Panes({ served, verdict }: Props) {
  const [left, right] = served.shown;
  return (
    <div className={classes.panes}>
      <PromptPane served={served} />
      <ResponsePane letter="A" text={left?.text ?? ""} outcome={outcomeOf("left", verdict)} />
      <ResponsePane letter="B" text={right?.text ?? ""} outcome={outcomeOf("right", verdict)} />
    </div>
  );
}

function outcomeOf(side: "left" | "right", verdict: Verdict | null) {
  if (verdict === null) return undefined;
  if (verdict === "tie") return "chosen";
  return verdict === side ? "chosen" : "passed";
}
