"""import_preferences and export_preferences from the command line."""

from __future__ import annotations

import io
import json

import fsspec
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feedback.models import Preference

pytestmark = pytest.mark.django_db
VOTE = {"q": "Why?", "one": "So.", "two": "No.", "won": "2"}
MAPPING = {"prompt": "q", "response_a": "one", "response_b": "two", "choice": "won"}


def run(name: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def loaded(project, tmp_path):
    path = tmp_path / "votes.jsonl"
    path.write_text(json.dumps(VOTE) + "\n")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(MAPPING | {"choices": {"1": "a", "2": "b"}}))
    words = ("--project", "plumb", "--format", "mapping", "--mapping", f"@{mapping}")
    return json.loads(run("import_preferences", path, *words))


def test_a_file_goes_in_by_a_mapping_and_out_in_a_format(loaded, tmp_path):
    assert loaded["imported"] == 1
    out, card = tmp_path / "out.csv", tmp_path / "README.md"
    words = ("--project", "plumb", "--format", "trl", "--container", "csv")
    report = json.loads(run("export_preferences", *words, "--out", out, "--card", card))
    assert report["rows"] == 1
    assert out.read_text().splitlines() == ["prompt,chosen,rejected", "Why?,No.,So."]
    assert "out.csv" in card.read_text()


def test_an_export_goes_to_any_address_that_fsspec_knows(loaded, project):
    out, card = "memory://exports/rows.jsonl", "memory://exports/README.md"
    run("export_preferences", "--project", "plumb", "--format", "raw", "--out", out, "--card", card)
    with fsspec.open(out) as file:
        assert json.loads(file.read())["choice"] == "b"
    with fsspec.open(card) as file:
        assert b"rows.jsonl" in file.read()


def test_a_dry_run_stores_nothing(project, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"prompt": "Why?", "chosen": "So.", "rejected": "No."}))
    words = ("--project", "plumb", "--format", "trl", "--dry-run")
    assert json.loads(run("import_preferences", path, *words))["imported"] == 1
    assert Preference.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["import_preferences", "none.jsonl", "--format", "trl"], "cannot be read"),
        (["import_preferences", "x", "--format", "mapping", "--mapping", "{"], "is not JSON"),
        (["import_preferences", "x", "--format", "mapping", "--mapping", "@none"], "be read"),
        (["export_preferences", "--format", "raw", "--out", "x", "--ties", "soft"], "column"),
        (["export_preferences", "--format", "raw", "--out", "x", "--splits", "half"], "written"),
        (["export_preferences", "--format", "raw", "--out", "no/where"], "cannot be written"),
        (["export_preferences", "--format", "raw", "--out", "odd://x"], "cannot be written"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(project, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=message):
        run(*words, "--project", "plumb")
