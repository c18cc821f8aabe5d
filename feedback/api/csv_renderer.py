"""Tables as CSV, for ``?format=csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from feedback.exports.formula_cells import guarded


class CsvRenderer(BaseRenderer):
    """Renders a list of flat rows under the names of all their columns.

    Anything else, such as an error, is one row.
    """

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        rows = [flat(row) for row in (data if isinstance(data, list) else [data])]
        names = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, names, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        return text.getvalue() if names else ""


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without nesting: {"raw": {"value": 1, "low": 0}} is raw = 1, raw_low = 0."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            for part, inner in flat(value).items():
                found[name if part == "value" else f"{name}_{part}"] = inner
        elif isinstance(value, list):
            found[name] = " ".join(str(each) for each in value)
        else:
            found[name] = value
    return found


def _cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value
