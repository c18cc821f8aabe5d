"""Every environment variable that Plumbline reads is explained in docs/deploying.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMES = r"(?:PLUMBLINE_\w+|\w+_URL|PORT)"
READ_IN = [*sorted((ROOT / "config").glob("*.py")), ROOT / "bench" / "stack.py"]


def variables_read() -> set[str]:
    """Names in quotes that follow ``environ`` or one of config.environment's readers."""
    reader = rf"(?:environ(?:\.get\(|\[)|environment\.\w+\()\s*[\"']({NAMES})[\"']"
    return {name for path in READ_IN for name in re.findall(reader, path.read_text())}


def variables_of_compose() -> set[str]:
    return set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))


def variables_explained() -> dict[str, str]:
    """The settings tables' rows: the variable's name and the rest of its row."""
    text = (ROOT / "docs" / "deploying.md").read_text()
    return dict(re.findall(r"^\| `([A-Z_]+)` \|(.+)\|$", text, flags=re.MULTILINE))


def test_the_reader_finds_what_the_settings_read() -> None:
    assert {"PLUMBLINE_HOME", "PLUMBLINE_DEBUG", "DATABASE_URL"} <= variables_read()


@pytest.mark.parametrize(
    "name", sorted(variables_read() | variables_of_compose() | {"PLUMBLINE_SECRET_KEY"})
)
def test_a_variable_that_is_read_is_explained(name: str) -> None:
    assert name in variables_explained()


def test_no_variable_is_explained_that_nothing_reads() -> None:
    known = variables_read() | variables_of_compose() | {"PLUMBLINE_SECRET_KEY"}
    known |= {"REQUIRE_SERVICES", "PYTHON", "WEB_CONCURRENCY", "GPU_PIP_OPTIONS"}
    assert variables_explained().keys() <= known


def test_every_explanation_gives_a_meaning_and_a_default() -> None:
    for name, row in variables_explained().items():
        cells = [cell.strip() for cell in row.split(" | ")]
        assert len(cells) == 2, name
        assert all(cells), name
