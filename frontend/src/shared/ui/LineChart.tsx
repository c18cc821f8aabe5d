import { Trans } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { useState, type PointerEvent } from "react";
import { count } from "@/shared/lib/format";
import { extent, linear, linePath, nearest, ticks, type Point } from "./chart";
import classes from "./LineChart.module.css";

interface Props {
  points: Point[];
  /** What the chart says, for those who cannot see it. */
  summary: string;
  xName: string;
  formatY: (value: number) => string;
  domainY: [number, number];
  /** A level to compare with, such as chance. */
  reference?: { value: number; name: string };
  height?: number;
}

const MARGIN = { top: 12, right: 14, bottom: 26, left: 46 };

/** One line over steps, with a reference level and a reading under the pointer. */
export function LineChart(props: Props) {
  const { points, summary, xName, formatY, domainY, reference, height = 220 } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [hovered, setHovered] = useState<number | null>(null);
  const domainX = extent(points.map((point) => point.x));
  const x = linear(domainX, [MARGIN.left, Math.max(width - MARGIN.right, MARGIN.left + 1)]);
  const y = linear(domainY, [height - MARGIN.bottom, MARGIN.top]);
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setHovered(nearest(points, x, event.clientX - left));
  };
  const shown = hovered === null ? undefined : points[hovered];
  const last = points.at(-1);
  return (
    <div ref={ref} className={classes.frame} style={{ height }}>
      {width > 0 && (
        <svg
          role="img"
          aria-label={summary}
          width={width}
          height={height}
          onPointerMove={onMove}
          onPointerLeave={() => setHovered(null)}
        >
          {ticks(...domainY, 4).map((value) => (
            <g key={value} className={classes.grid}>
              <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(value)} y2={y(value)} />
              <text x={MARGIN.left - 8} y={y(value) + 4} textAnchor="end">
                {formatY(value)}
              </text>
            </g>
          ))}
          {ticks(...domainX, Math.max(2, Math.floor(width / 130))).map((value) => (
            <text
              key={value}
              className={classes.tick}
              x={x(value)}
              y={height - 6}
              textAnchor="middle"
            >
              {count(value)}
            </text>
          ))}
          {reference && (
            <g className={classes.reference}>
              <line
                x1={MARGIN.left}
                x2={width - MARGIN.right}
                y1={y(reference.value)}
                y2={y(reference.value)}
              />
              <text x={width - MARGIN.right} y={y(reference.value) - 5} textAnchor="end">
                {reference.name}
              </text>
            </g>
          )}
          <path className={classes.line} d={linePath(points, x, y)} />
          {last && <circle className={classes.dot} cx={x(last.x)} cy={y(last.y)} r={3.5} />}
          {shown && (
            <g className={classes.cursor}>
              <line x1={x(shown.x)} x2={x(shown.x)} y1={MARGIN.top} y2={height - MARGIN.bottom} />
              <circle cx={x(shown.x)} cy={y(shown.y)} r={4} />
            </g>
          )}
        </svg>
      )}
      {shown && (
        <div className={classes.reading} style={{ left: clamp(x(shown.x), 70, width - 70) }}>
          <Trans>
            {xName} {count(shown.x)}: <strong>{formatY(shown.y)}</strong>
          </Trans>
        </div>
      )}
    </div>
  );
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
