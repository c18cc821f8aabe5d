import classes from "./IntervalBar.module.css";
import { linear } from "./chart";

/** A figure with its interval; all three are null where it is not defined. */
export interface Interval {
  value: number | null;
  low: number | null;
  high: number | null;
}

interface Props {
  interval: Interval;
  domain: [number, number];
  /** A level to compare with, such as chance. */
  reference?: number;
}

/** An interval on a scale. The figures stand beside it as text, so it is hidden from readers. */
export function IntervalBar({ interval: { value, low, high }, domain, reference }: Props) {
  const scale = linear(domain, [0, 100]);
  const at = (where: number) => Math.min(Math.max(scale(where), 0), 100);
  return (
    <div className={classes.scale} aria-hidden="true">
      {reference !== undefined && (
        <i className={classes.reference} style={{ insetInlineStart: `${at(reference)}%` }} />
      )}
      {value !== null && low !== null && high !== null && (
        <>
          <i
            className={classes.range}
            style={{ insetInlineStart: `${at(low)}%`, insetInlineEnd: `${100 - at(high)}%` }}
          />
          <i className={classes.point} style={{ insetInlineStart: `${at(value)}%` }} />
        </>
      )}
    </div>
  );
}
