"""Pages that mirror themselves for languages that run from right to left."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "frontend/src"
PHYSICAL = re.compile(
    r"^\s*(left|right|(margin|padding|border)-(left|right)(-\w+)?):"
    r'|text-align: (left|right)|\bta="(left|right)"|(margin|padding)(Left|Right):',
    re.MULTILINE,
)


def test_pages_say_start_and_end_instead_of_left_and_right() -> None:
    files = [file for kind in ("css", "tsx") for file in SOURCES.rglob(f"*.{kind}")]
    guilty = [file.name for file in files if PHYSICAL.search(file.read_text(encoding="utf-8"))]
    assert len(files) > 100
    assert guilty == []
