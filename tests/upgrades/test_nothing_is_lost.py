"""Migrating the data of an earlier version changes and loses nothing that is not said here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.upgrades.conftest import Upgraded

# A migration that renames or drops a table or a column, or gives it other values, says so here, by
# the name it had in the earlier version. Nothing else may go.
RENAMED_TABLES: dict[str, str] = {"feedback_rateropinion": "feedback_raterbelief"}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {
    ("feedback_comparison", "policy"): "acquisition_rule",
    ("feedback_project", "policy"): "acquisition_rule",
    ("feedback_project", "audit_overlap"): "random_overlap",
}
# Gone, with the test in this folder that shows where its content is now.
DROPPED_TABLES: dict[str, str] = {"rewardmodel_ratereffect": "test_rater_beliefs.py"}
DROPPED_COLUMNS: dict[tuple[str, str], str] = {
    ("feedback_rateropinion", "reliability"): "test_rater_beliefs.py",
    ("feedback_rateropinion", "side_bias"): "test_rater_beliefs.py",
}
# Rows in which a value is another now.
REWRITTEN: dict[tuple[str, str], Callable[[dict[str, Any]], bool]] = {
    # Imported votes are known by what was read of them, people's by the key they were sent with.
    ("feedback_preference", "submission_key"): lambda row: row["annotator_id"] is None,
    ("feedback_rating", "key"): lambda row: True,
}


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
            if REWRITTEN.get((table, column), _never)(row):
                continue
            assert found[identity][now] == value, f"{table} {identity}: {column}"


def _never(_: dict[str, Any]) -> bool:
    return False


def _key(rows: list[dict[str, Any]]) -> list[str]:
    """The columns by which a row is known: its id, or what is the key of those without one."""
    columns = list(rows[0]) if rows else []
    return ["id"] if "id" in columns else columns[:1]
