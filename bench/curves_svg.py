"""Learning curves as an SVG: figure against labels, a line a rule, a band of standard error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from rewardmodel.learning.arrays import FloatArray

WIDTH, HEIGHT, MARGIN, LEGEND = 460, 300, 52, 20
# Distinguishable with any colour vision (Okabe and Ito 2008), then dashed.
COLOURS = ("#000000", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999933")


@dataclass(frozen=True, eq=False)
class Panel:
    """One plot: curves by name, each (mean (C,), error (C,))."""

    title: str
    labels: Sequence[int]  # (C,), drawn on a logarithmic axis
    curves: Mapping[str, tuple[FloatArray, FloatArray]]


def draw(panels: Sequence[Panel], *, columns: int = 2) -> str:
    """The SVG text: panels in rows, one legend for all below."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.curves))
    rows = -(-len(panels) // columns)
    width, height = columns * WIDTH, rows * HEIGHT + LEGEND * (1 + len(names) // 5) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
    ]
    for i, panel in enumerate(panels):
        x, y = i % columns * WIDTH, i // columns * HEIGHT
        parts.append(f'<g transform="translate({x} {y})">{_panel(panel, names)}</g>')
    for i, name in enumerate(names):
        left, line = 20 + i % 5 * (width - 40) // 5, rows * HEIGHT + 15 + i // 5 * LEGEND
        parts.append(
            f'<path d="M{left} {line - 4}h24" {_stroke(i)}/>'
            f'<text x="{left + 30}" y="{line}">{escape(name)}</text>'
        )
    return "".join([*parts, "</svg>\n"])


def _stroke(i: int) -> str:
    dashes = ' stroke-dasharray="5 3"' if i >= len(COLOURS) else ""
    return f'fill="none" stroke="{COLOURS[i % len(COLOURS)]}" stroke-width="1.8"{dashes}'


def _panel(panel: Panel, names: Sequence[str]) -> str:
    low = min(float(np.nanmin(mean - error)) for mean, error in panel.curves.values())
    high = max(float(np.nanmax(mean + error)) for mean, error in panel.curves.values())
    logs = np.log(np.asarray(panel.labels, dtype=np.float64))
    xs = MARGIN + (logs - logs[0]) / (logs[-1] - logs[0]) * (WIDTH - MARGIN - 15)

    def down(values: FloatArray) -> FloatArray:
        share: FloatArray = (values - low) / (high - low)
        return HEIGHT - 40 - share * (HEIGHT - 75)

    parts = [f'<text x="{MARGIN}" y="20" font-weight="bold">{escape(panel.title)}</text>']
    for value in np.linspace(low, high, 5):
        y = float(down(np.array([value]))[0])
        parts.append(
            f'<path d="M{MARGIN} {y:.1f}H{WIDTH - 15}" stroke="#ddd"/>'
            f'<text x="{MARGIN - 5}" y="{y + 4:.1f}" text-anchor="end">{value:.3f}</text>'
        )
    for x, label in zip(xs, panel.labels, strict=True):
        if label in (50, 100, 200, 400, 800, 1600, 3200):
            parts.append(f'<text x="{x:.1f}" y="{HEIGHT - 22}" text-anchor="middle">{label}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">labels</text>')
    for name, (mean, error) in panel.curves.items():
        i = names.index(name)
        band = _points(xs, down(mean + error)) + _points(xs[::-1], down(mean - error)[::-1])
        colour = COLOURS[i % len(COLOURS)]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{colour}" opacity="0.08"/>')
        parts.append(f'<polyline points="{" ".join(_points(xs, down(mean)))}" {_stroke(i)}/>')
    return "".join(parts)


def _points(xs: FloatArray, ys: FloatArray) -> list[str]:
    return [f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True) if np.isfinite(y)]
