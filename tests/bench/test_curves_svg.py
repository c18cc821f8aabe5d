"""The drawing is well-formed and its lines lie where the figures say."""

from xml.etree import ElementTree

import numpy as np

from bench.curves_svg import HEIGHT, WIDTH, Panel, draw

SVG = "{http://www.w3.org/2000/svg}"


def test_lines_go_where_the_figures_go() -> None:
    rising, falling = np.array([0.1, 0.2, 0.4]), np.array([0.4, 0.2, 0.1])
    error = np.full(3, 0.01)
    panels = [
        Panel("a < b", [100, 200, 400], {"up & on": (rising, error), "down": (falling, error)})
    ]
    drawing = ElementTree.fromstring(draw(panels))
    up, down = (
        np.array([[float(v) for v in point.split(",")] for point in line.attrib["points"].split()])
        for line in drawing.iter(f"{SVG}polyline")
    )
    assert (np.diff(up[:, 1]) < 0).all()  # y grows downwards
    assert (np.diff(down[:, 1]) > 0).all()
    np.testing.assert_allclose(np.diff(up[:, 0], 2), 0, atol=0.2)  # doublings are equally far
    assert (up >= 0).all()
    assert (up[:, 0] <= WIDTH).all()
    assert (up[:, 1] <= HEIGHT).all()
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert {"a < b", "up & on", "down"} <= set(texts)


def test_what_was_not_measured_is_not_drawn() -> None:
    mean = np.array([0.1, 0.2, np.nan])
    panel = Panel("short", [100, 200, 400], {"short": (mean, np.array([0.0, 0.01, np.nan]))})
    (line,) = ElementTree.fromstring(draw([panel])).iter(f"{SVG}polyline")
    assert len(line.attrib["points"].split()) == 2
