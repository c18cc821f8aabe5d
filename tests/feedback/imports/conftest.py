"""Importing rows in a few words."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def load(project: Any) -> Callable[..., Any]:
    """Imports rows, as JSON lines, or bytes as they are; returns the report."""
    from feedback.imports.importing import ImportOptions, import_file

    def run(
        rows: list[dict[str, Any]] | bytes,
        format: str = "mapping",
        filename: str = "",
        **options: Any,
    ) -> Any:
        content = (
            rows
            if isinstance(rows, bytes)
            else b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        )
        return import_file(
            project=project,
            file=io.BytesIO(content),
            format=format,
            filename=filename,
            options=ImportOptions(**options),
        )

    return run
