"""Files imported before an upgrade are known again after it."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback.imports.importing import ImportOptions, import_file
from feedback.imports.records import ParsedRow
from feedback.models import Preference, Project, Rating

BEFORE = [("feedback", "0016_who_wrote_what")]
PAIR = {"prompt": "q", "response_a": "l", "response_b": "r", "choice": "first"}
ROWS = [{"q": "Up?", "l": "Yes.", "r": "No.", "first": "a", "second": "b", "s": 7}]
RATED = [{"q": "Up?", "t": "Yes.", "nice": 3, "short": 2}]
RATING = {"prompt": "q", "response": "t", "axes": ["nice"]}


def load(project: Project, rows: list[dict[str, object]], mapping: dict[str, object]):
    content = io.BytesIO("\n".join(map(json.dumps, rows)).encode())
    return import_file(
        project=project, file=content, format="mapping", options=ImportOptions(mapping=mapping)
    )


@pytest.mark.django_db(transaction=True)
def test_a_file_of_yesterday_is_a_duplicate_and_its_other_column_is_not():
    project = Project.objects.create(slug="old", name="Old")
    load(project, ROWS, PAIR)
    load(project, RATED, RATING)
    # As earlier versions named them: by the row alone.
    for model, column, rows in ((Preference, "submission_key", ROWS), (Rating, "key", RATED)):
        key = ParsedRow(1, rows[0], ()).key
        model.objects.update(**{column: key})
    Preference.objects.update(strength=7)
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(BEFORE)
        MigrationExecutor(connection).migrate(newest)
        assert load(project, ROWS, PAIR)["duplicates"] == 1
        assert load(project, RATED, RATING)["duplicates"] == 1
        vote = Preference.objects.get()
        assert (vote.strength, vote.metadata["strength"]) == (None, 7)
        assert load(project, ROWS, PAIR | {"choice": "second"})["imported"] == 1
        assert load(project, RATED, RATING | {"axes": ["short"]})["imported"] == 1
    finally:
        MigrationExecutor(connection).migrate(newest)


def test_the_name_of_a_row_is_the_hash_of_what_it_says():
    said = '{"a":1,"b":"é"}'
    assert ParsedRow(1, {"b": "é", "a": 1, "c": None}, ()).key == (
        hashlib.sha256(said.encode()).hexdigest()
    )
