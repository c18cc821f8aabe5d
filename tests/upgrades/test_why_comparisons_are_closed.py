"""Comparisons of an earlier version come to know why they are closed; none is opened or closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.upgrades.conftest import Upgraded


def test_every_closed_comparison_has_the_reason_that_its_history_tells(upgraded: Upgraded) -> None:
    rows = {row["id"]: row for row in upgraded.after["feedback_comparison"]}
    flagged = {
        lease["comparison_id"]
        for lease in upgraded.before["feedback_lease"]
        if lease["outcome"] == "flagged"
    }
    found: Counter[str] = Counter()
    for before in upgraded.before["feedback_comparison"]:
        after = rows[before["id"]]
        expected = _reason(before, flagged) if before["status"] == "closed" else ""
        assert after["closed_because"] == expected, before["id"]
        found[expected] += 1
    assert set(found) == {"", "answered", "dismissed", "retired", "settled"}  # the data has all


def _reason(row: dict[str, Any], flagged: set[int]) -> str:
    if row["answers"] >= row["wanted"]:
        return "answered"
    if row["id"] in flagged:
        return "dismissed"
    return "retired" if row["stream"] == "gold" else "settled"
