import { extent, linear, linePath, type Point } from "./chart";

interface Props {
  points: Point[];
  summary: string;
  width?: number;
  height?: number;
}

/** A line without axes, for a glance at a run's course. */
export function Sparkline({ points, summary, width = 160, height = 36 }: Props) {
  if (points.length < 2) return null;
  const x = linear(extent(points.map((point) => point.x)), [2, width - 2]);
  const y = linear(extent(points.map((point) => point.y)), [height - 3, 3]);
  return (
    <svg role="img" aria-label={summary} width={width} height={height}>
      <path
        d={linePath(points, x, y)}
        fill="none"
        stroke="var(--pl-accent)"
        strokeWidth={1.6}
        strokeLinejoin="round"
      />
    </svg>
  );
}
