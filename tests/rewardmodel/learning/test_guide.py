"""The guide's example runs, and tells the truth about the modules."""

import re
from pathlib import Path
from typing import Any

import numpy as np

GUIDE = Path(__file__).parents[3] / "docs" / "learning.md"
LEARNING = Path(__file__).parents[3] / "rewardmodel" / "learning"


def test_the_example_learns_who_wins(encoder_folder: Path) -> None:
    names: dict[str, Any] = {"ENCODER": encoder_folder}
    for example in re.findall(r"```python\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL):
        exec(example, names)
    assert names["wins"].argmax() == 0
    assert names["mean"].argmax() == 0
    np.testing.assert_allclose(names["chances"].sum(axis=1), 1)


def test_every_module_has_its_line() -> None:
    table = " ".join(line for line in GUIDE.read_text().splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`(\w+)`", table))
    modules = {path.stem for path in LEARNING.glob("*.py")} - {"__init__", "arrays"}
    assert modules == named
