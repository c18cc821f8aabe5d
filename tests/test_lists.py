"""What is chosen from a list stands in its module and in the list: nowhere else in the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feedback.acquisition_rules import ACQUISITION_RULES
from feedback.imports import FORMATS as IMPORT_FORMATS

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {"frontend/src/api/schema.ts", "frontend/src/locales/en.po"}
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("config", "feedback", "rewardmodel", "plumbline_client", "frontend/src")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".ts", ".tsx"}
    and ".test." not in path.name
    and "migrations" not in path.parts
}


def places(name: str) -> list[str]:
    """Sources in which the name stands as a value of its own."""
    quoted = re.compile(f"[\"'`]{re.escape(name)}[\"'`]")
    return [path for path, text in SOURCES.items() if quoted.search(text) and path not in GENERATED]


# Names that are no words of other things, so that finding one says something.
@pytest.mark.parametrize(
    "name", [name for name in IMPORT_FORMATS if "-" in name or "bench" in name]
)
def test_an_import_format_is_named_in_its_own_module_alone(name):
    folders = ("feedback/imports/", "feedback/api/", "feedback/management/", "plumbline_client/")
    found = [path for path in places(name) if path.startswith(folders)]
    assert len(found) == 1
    assert found[0] != "feedback/imports/formats.py"


@pytest.mark.parametrize("name", [rule.name for rule in ACQUISITION_RULES if "_" in rule.name])
def test_a_rule_is_named_in_the_list_and_in_the_learning_core_alone(name):
    core = "rewardmodel/learning/"
    found = [path for path in places(name) if not path.startswith(core)]
    assert found == ["feedback/acquisition_rules.py"]
