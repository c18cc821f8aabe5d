"""Importing and exporting in a few words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

Rows = list[dict[str, Any]]


def lines_of(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


@pytest.fixture
def load(project: Any) -> Callable[..., Any]:
    """Imports rows as JSON lines; returns the report."""
    from feedback.imports.importing import ImportOptions, import_file

    def run(format: str, rows: Rows, **options: Any) -> Any:
        return import_file(
            project=project,
            file=io.BytesIO(lines_of(rows)),
            format=format,
            options=ImportOptions(**options),
        )

    return run


@pytest.fixture
def export(project: Any) -> Callable[..., tuple[Any, bytes]]:
    """Exports; returns the report and the bytes."""
    from feedback.exports.exporting import export_data
    from feedback.exports.options import ExportOptions

    def run(format: str, **options: Any) -> tuple[Any, bytes]:
        file = io.BytesIO()
        report = export_data(
            project=project, format=format, file=file, options=ExportOptions(**options)
        )
        return report, file.getvalue()

    return run


@pytest.fixture
def exported(export: Callable[..., tuple[Any, bytes]]) -> Callable[..., Rows]:
    """Exports as JSON lines; returns the rows."""

    def run(format: str, **options: Any) -> Rows:
        return [json.loads(line) for line in export(format, **options)[1].splitlines()]

    return run
