import { Trans } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { linear, ticks } from "./chart";
import classes from "./IntervalChart.module.css";

export interface IntervalPoint {
  label: string;
  value: number;
  low: number;
  high: number;
  /** What the value should have been, drawn as a mark. */
  expected?: number;
}

interface Props {
  points: IntervalPoint[];
  /** What the chart says, for those who cannot see it; its figures stand in a table as well. */
  summary: string;
  format: (value: number) => string;
  domain: [number, number];
  reference?: { value: number; name: string };
  /** Names of the dots and, where there are any, of the marks. */
  legend: { measured: string; expected?: string };
  height?: number;
}

const MARGIN = { top: 14, right: 12, bottom: 26, left: 46 };
const LABEL_WIDTH = 84;

/** Figures side by side, each with its interval. */
export function IntervalChart(props: Props) {
  const { points, summary, format, domain, reference, legend, height = 220 } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const y = linear(domain, [height - MARGIN.bottom, MARGIN.top]);
  const room = Math.max(width - MARGIN.left - MARGIN.right, 1) / points.length;
  const x = (index: number) => MARGIN.left + (index + 0.5) * room;
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / room));
  const clamped = (value: number) => y(Math.min(Math.max(value, domain[0]), domain[1]));
  return (
    <div>
      <div ref={ref} className={classes.frame} style={{ height }}>
        {width > 0 && (
          <svg role="img" aria-label={summary} width={width} height={height}>
            {ticks(...domain, 4).map((value) => (
              <g key={value} className={classes.grid}>
                <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(value)} y2={y(value)} />
                <text x={MARGIN.left - 8} y={y(value) + 4} textAnchor="end">
                  {format(value)}
                </text>
              </g>
            ))}
            {reference && (
              <g className={classes.reference}>
                <line
                  x1={MARGIN.left}
                  x2={width - MARGIN.right}
                  y1={y(reference.value)}
                  y2={y(reference.value)}
                />
              </g>
            )}
            {points.map((point, index) => (
              <g key={point.label}>
                <title>{`${point.label}: ${format(point.value)}`}</title>
                <line
                  className={classes.whisker}
                  x1={x(index)}
                  x2={x(index)}
                  y1={clamped(point.low)}
                  y2={clamped(point.high)}
                />
                {point.expected !== undefined && (
                  <line
                    className={classes.expected}
                    x1={x(index) - 9}
                    x2={x(index) + 9}
                    y1={clamped(point.expected)}
                    y2={clamped(point.expected)}
                  />
                )}
                <circle className={classes.point} cx={x(index)} cy={clamped(point.value)} r={4.5} />
                {index % every === 0 && (
                  <text className={classes.label} x={x(index)} y={height - 6} textAnchor="middle">
                    {point.label}
                  </text>
                )}
              </g>
            ))}
          </svg>
        )}
      </div>
      <div className={classes.legend} aria-hidden="true">
        <span className={classes.measured}>
          <Trans>{legend.measured}, with its 95 % interval</Trans>
        </span>
        {reference && <span className={classes.level}>{reference.name}</span>}
        {legend.expected && <span className={classes.foreseen}>{legend.expected}</span>}
      </div>
    </div>
  );
}
