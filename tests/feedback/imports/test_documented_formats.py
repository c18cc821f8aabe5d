"""Every example of docs/data-formats.md is imported as it says."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from feedback.exports import EXTENSIONS, FORMATS
from feedback.exports.options import ExportOptions
from feedback.imports import FORMATS as IMPORT_FORMATS
from feedback.imports.importing import ImportOptions, import_file

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "data-formats.md"
EXAMPLE = re.compile(r"^```json (\S+) ?(.*)\n((?:.+\n)+)```$", re.MULTILINE)


def examples() -> list[tuple[str, str, str]]:
    """(format, mapping or nothing, lines) in the guide's order."""
    return [match.groups() for match in EXAMPLE.finditer(GUIDE.read_text())]


def test_every_import_format_has_an_example():
    assert {name for name, _, _ in examples()} == set(IMPORT_FORMATS)


def test_every_example_is_taken_whole(project):
    for format, mapping, lines in examples():
        report = import_file(
            project=project,
            file=io.BytesIO(lines.encode()),
            format=format,
            options=ImportOptions(mapping=json.loads(mapping) if mapping else None),
        )
        assert report["imported"] == report["rows"] == lines.count("\n"), (format, report)


@pytest.mark.parametrize("name", [*FORMATS, *EXTENSIONS, *ExportOptions.__dataclass_fields__])
def test_every_export_format_and_option_is_explained(name):
    text = GUIDE.read_text().partition("## Exports")[2]
    assert f"`{name}`" in text
