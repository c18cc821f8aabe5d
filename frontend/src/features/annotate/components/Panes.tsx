import { useMediaQuery } from "@mantine/hooks";
import { useRef, type ReactNode } from "react";
import type { Served } from "@/api/types";
import type { Aids } from "../model/aids";
import type { Verdict } from "../model/verdict";
import { FindBar } from "./FindBar";
import classes from "./Panes.module.css";
import { PromptPane } from "./PromptPane";
import { Resizable } from "./Resizable";
import { ResponsePane } from "./ResponsePane";
import sides from "./Sides.module.css";
import { Turning } from "./Turning";
import { useDifference } from "./useDifference";
import { usePassages } from "./usePassages";
import type { Pointed } from "./usePointed";
import { useScrollLock } from "./useScrollLock";
import { useSources } from "./useSources";

interface Props {
  served: Served;
  upcoming: Served | null;
  verdict: Verdict | null;
  aids: Aids;
  pointed: Pointed;
  onFindClose: () => void;
}

/** What was asked, and the two responses in the order they were served in. */
export function Panes({ served, upcoming, verdict, aids, pointed, onFindClose }: Props) {
  const panes = useRef<HTMLDivElement>(null);
  const difference = useDifference(panes, aids.difference, [served.id, aids.plain]);
  const countOf = (index: 0 | 1) => (difference ? difference[index] : difference);
  useScrollLock(panes, aids.scrollLock, served.id);
  const passages = usePassages(served, aids.sources);
  const likeness = useSources(panes, passages, pointed, [served.id, aids.plain]);
  const turning = (render: (each: Served, isNow: boolean) => ReactNode) => (
    <Turning now={served} upcoming={upcoming} render={render} />
  );
  const prompt = turning((each, isNow) => (
    <PromptPane served={each} isPlain={aids.plain} likeness={isNow ? likeness : ""} />
  ));
  const response = (index: 0 | 1, side: "left" | "right", letter: "A" | "B") =>
    turning((each, isNow) => (
      <ResponsePane
        letter={letter}
        text={each.shown[index]?.text ?? ""}
        isPlain={aids.plain}
        outcome={isNow ? outcomeOf(side, verdict) : undefined}
        different={isNow ? countOf(index) : undefined}
      />
    ));
  return (
    <div className={classes.panes} ref={panes}>
      {aids.find && <FindBar panes={panes} turn={served.id} onClose={onFindClose} />}
      <Arrangement prompt={prompt} a={response(0, "left", "A")} b={response(1, "right", "B")} />
    </div>
  );
}

type Parts = Record<"prompt" | "a" | "b", ReactNode>;

/** Three columns, or the prompt on top of two; on a phone the two are swiped. */
function Arrangement({ prompt, a, b }: Parts) {
  const isWide = useMediaQuery("(min-width: 84em)", false, { getInitialValueInEffect: false });
  const isPhone = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const columns = [
    { id: "a", size: isWide ? 29 : 50, content: a },
    { id: "b", size: isWide ? 29 : 50, content: b },
  ];
  if (isWide) {
    const panes = [{ id: "prompt", size: 42, content: prompt }, ...columns];
    return <Resizable key="wide" id="wide" orientation="horizontal" panes={panes} />;
  }
  const pair = isPhone ? (
    <div className={`${classes.swiped} ${sides.sides}`}>
      {a}
      {b}
    </div>
  ) : (
    <Resizable id="columns" orientation="horizontal" panes={columns} />
  );
  const rows = [
    { id: "prompt", size: 42, content: prompt },
    { id: "responses", size: 58, content: pair },
  ];
  return <Resizable key="rows" id="rows" orientation="vertical" panes={rows} />;
}

function outcomeOf(side: "left" | "right", verdict: Verdict | null) {
  if (verdict === null) return undefined;
  if (verdict === "tie") return "chosen";
  return verdict === side ? "chosen" : "passed";
}
