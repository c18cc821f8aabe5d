"""Migrating the data of an earlier version changes and loses nothing that is not said here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.upgrades.conftest import Upgraded

# A migration that renames or drops a table or a column, or gives it other values, says so here, by
# the name it had in the earlier version. Nothing else may go.
RENAMED_TABLES: dict[str, str] = {"feedback_rateropinion": "feedback_raterbelief"}
RENAMED_COLUMNS: dict[tuple[str, str], str] = {
    ("feedback_generation", "attempt"): "attempts",
    ("feedback_comparison", "policy"): "acquisition_rule",
    ("feedback_project", "policy"): "acquisition_rule",
    ("feedback_project", "audit_overlap"): "random_overlap",
}
TOLD_IN_ERROR = ("rewardmodel_auditresult",)
# Gone, with the test in this folder that shows where its content is now.
DROPPED_TABLES: dict[str, str] = {"rewardmodel_ratereffect": "test_rater_beliefs.py"}
DROPPED_COLUMNS: dict[tuple[str, str], str] = {
    ("feedback_rateropinion", "reliability"): "test_rater_beliefs.py",
    ("feedback_rateropinion", "side_bias"): "test_rater_beliefs.py",
    **{(table, "message"): "below: what was said of failures" for table in TOLD_IN_ERROR},
}
AGAIN = ("feedback_generation", "feedback_job", "rewardmodel_trainingrun")
# Rows in which a value is another now.
REWRITTEN: dict[tuple[str, str], Callable[[dict[str, Any]], bool]] = {
    # Imported votes are known by what was read of them, people's by the key they were sent with.
    ("feedback_preference", "submission_key"): lambda row: row["annotator_id"] is None,
    ("feedback_rating", "key"): lambda row: True,
    # What a worker was at is begun again, and what was dropped is cancelled.
    **{(table, "state"): lambda row: row["state"] in ("running", "dropped") for table in AGAIN},
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


def test_what_was_said_of_failures_stands_where_all_errors_do(upgraded: Upgraded) -> None:
    for table, column in [(table, "message") for table in TOLD_IN_ERROR]:
        after = {row["id"]: row for row in upgraded.after[table]}
        said = {row["id"]: row[column] for row in upgraded.before[table] if row[column]}
        assert {pk: _read(after[pk]["error"])["message"] for pk in said} == said
    failed = [row for row in upgraded.before["rewardmodel_promotion"] if row["state"] == "failed"]
    for row in failed:
        (now,) = [r for r in upgraded.after["rewardmodel_promotion"] if r["id"] == row["id"]]
        assert _read(now["error"])["message"] == row["reason"]


def test_what_follows_from_the_data_is_asked_for_once(upgraded: Upgraded) -> None:
    projects = {row["id"] for row in upgraded.before["feedback_project"]}
    asked = {(row["kind"], row["project_id"]) for row in upgraded.after["feedback_upkeep"]}
    kinds = ("learn", "features", "documents")
    assert asked == {(kind, pk) for kind in kinds for pk in projects} | {("words", None)}


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


def _read(value: Any) -> Any:
    """A JSON column as each database gives it."""
    return json.loads(value) if isinstance(value, str) else value


def _key(rows: list[dict[str, Any]]) -> list[str]:
    """The columns by which a row is known: its id, or what is the key of those without one."""
    columns = list(rows[0]) if rows else []
    return ["id"] if "id" in columns else columns[:1]
