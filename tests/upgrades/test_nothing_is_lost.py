"""Migrating the data of an earlier version changes and loses nothing that is not said here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.upgrades.conftest import Upgraded

# A migration that renames or drops a table or a column, or gives it other values, says so here, by
# the name it had in the earlier version. Nothing else may go.
RENAMED_TABLES: dict[str, str] = {}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {}
# Gone, with the test in this folder that shows where its content is now.
DROPPED_TABLES: dict[str, str] = {}
DROPPED_COLUMNS: dict[tuple[str, str], str] = {}
# What becomes of a value that is written in another way now.
CHANGED: dict[tuple[str, str], Callable[[Any], Any]] = {}


def test_every_row_of_the_earlier_version_is_there_with_all_its_values(upgraded: Upgraded) -> None:
    for table, rows in upgraded.before.items():
        if table in DROPPED_TABLES:
            continue
        now = RENAMED_TABLES.get(table, table)
        assert now in upgraded.after, f"{table} is gone, and nothing says where its rows are"
        _compare(table, rows, upgraded.after[now])


def test_the_earlier_version_had_rows_in_every_table_of_what_people_and_the_model_did(
    upgraded: Upgraded,
) -> None:
    """What has no row in the fixture is tested by nothing."""
    ours = {name for name in upgraded.before if name.startswith(("feedback_", "rewardmodel_"))}
    empty = {name for name in ours if not upgraded.before[name]}
    # Words are for PostgreSQL alone.
    assert empty <= {
        "feedback_user_groups",
        "feedback_user_user_permissions",
        "feedback_promptwords",
        "feedback_responsewords",
    }


def test_leaving_out_a_row_or_a_value_is_noticed() -> None:
    before = [{"id": 1, "text": "kept"}]
    for after in ([], [{"id": 1, "text": "altered"}], [{"id": 1}]):
        try:
            _compare("feedback_response", before, after)
        except AssertionError:
            continue
        raise AssertionError(f"{after} passes for {before}")


def _compare(table: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    key = _key(before)
    found = {tuple(row[column] for column in key): row for row in after}
    for row in before:
        identity = tuple(row[column] for column in key)
        assert identity in found, f"{table}: row {identity} is gone"
        for column, value in row.items():
            if (table, column) in DROPPED_COLUMNS:
                continue
            now = RENAMED_COLUMNS.get((table, column), column)
            assert now in found[identity], f"{table}: nothing says where {column} is"
            expected = CHANGED.get((table, column), lambda same: same)(value)
            assert found[identity][now] == expected, f"{table} {identity}: {column}"


def _key(rows: list[dict[str, Any]]) -> list[str]:
    """The columns by which a row is known: its id, or what is the key of those without one."""
    columns = list(rows[0]) if rows else []
    return ["id"] if "id" in columns else columns[:1]
