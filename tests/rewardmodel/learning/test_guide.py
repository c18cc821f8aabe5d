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
    rows = re.findall(r"^\| (\w+) \| (`.+`) \| .+ \|$", GUIDE.read_text(), flags=re.MULTILINE)
    named = {(package, module) for package, cell in rows for module in re.findall(r"\w+", cell)}
    files = LEARNING.glob("*/*.py")
    modules = {(path.parent.name, path.stem) for path in files if path.stem != "__init__"}
    assert modules == named
