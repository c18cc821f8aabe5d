import { Trans } from "@lingui/react/macro";
import { percent } from "@/shared/lib/format";
import { linear, linePath, ticks } from "./chart";
import classes from "./ReliabilityDiagram.module.css";

interface Props {
  /** Confidence x and share right y, both of 1, of so many answers. */
  points: { x: number; y: number; size: number }[];
  /** What the diagram says, for those who cannot see it. */
  summary: string;
}

const SIDE_PIXELS = 300;
const EDGE = { left: 50, bottom: 40, top: 10, right: 26 };
const DOMAIN: [number, number] = [0.5, 1];

/** Share right by confidence; on the diagonal the model is as sure as it ought to be. */
export function ReliabilityDiagram({ points, summary }: Props) {
  const least = Math.min(DOMAIN[0], ...points.map(({ y }) => y));
  const x = linear(DOMAIN, [EDGE.left, EDGE.left + SIDE_PIXELS]);
  const y = linear([least, 1], [EDGE.top + SIDE_PIXELS, EDGE.top]);
  const most = Math.max(...points.map(({ size }) => size));
  return (
    <svg
      className={classes.diagram}
      role="img"
      aria-label={summary}
      viewBox={`0 0 ${EDGE.left + SIDE_PIXELS + EDGE.right} ${EDGE.top + SIDE_PIXELS + EDGE.bottom}`}
    >
      {ticks(least, 1, 5).map((value) => (
        <g key={value} className={classes.grid}>
          <line x1={EDGE.left} x2={EDGE.left + SIDE_PIXELS} y1={y(value)} y2={y(value)} />
          <text x={EDGE.left - 8} y={y(value) + 4} textAnchor="end">
            {percent(value)}
          </text>
        </g>
      ))}
      {ticks(...DOMAIN, 5).map((value) => (
        <text
          key={value}
          className={classes.label}
          x={x(value)}
          y={EDGE.top + SIDE_PIXELS + 16}
          textAnchor="middle"
        >
          {percent(value)}
        </text>
      ))}
      <text
        className={classes.label}
        x={EDGE.left + SIDE_PIXELS / 2}
        y={EDGE.top + SIDE_PIXELS + 34}
        textAnchor="middle"
      >
        <Trans>How sure the model was</Trans>
      </text>
      <path
        className={classes.diagonal}
        d={linePath(
          [
            { x: 0.5, y: 0.5 },
            { x: 1, y: 1 },
          ],
          x,
          y,
        )}
      />
      {points.map((point) => (
        <circle
          key={point.x}
          className={classes.point}
          cx={x(point.x)}
          cy={y(point.y)}
          r={3 + 2 * Math.sqrt(point.size / most)}
        />
      ))}
    </svg>
  );
}
