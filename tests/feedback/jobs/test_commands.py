"""The commands that DESIGN promises: import, export, retrain, the demo."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from feedback.models import Document, Preference, User

pytestmark = pytest.mark.django_db


def rows(count: int) -> str:
    start = "\n\nHuman: What hangs from cord {}?\n\nAssistant: "
    return "".join(
        json.dumps({"chosen": start.format(i) + "A weight.", "rejected": start.format(i) + "Hm."})
        + "\n"
        for i in range(count)
    )


def call(name: str, *arguments: str, **options) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


def test_a_file_goes_in_and_comes_out(project, tmp_path: Path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(rows(5), encoding="utf-8")
    call("import_preferences", str(source), "--project", "plumb", "--format", "hh-rlhf")
    call("import_preferences", str(source), "--project", "plumb", "--format", "hh-rlhf")
    assert Preference.objects.count() == 5
    call("export_preferences", "--project", "plumb", "--format", "trl", "--out", str(target))
    taken = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["chosen"].strip() for row in taken] == ["A weight."] * 5


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("import_preferences", ["nowhere.jsonl", "--project", "plumb", "--format", "hh-rlhf"]),
        ("import_preferences", ["nowhere.jsonl", "--project", "none", "--format", "hh-rlhf"]),
        ("export_preferences", ["--project", "none", "--format", "trl", "--out", "x.jsonl"]),
        ("retrain", ["--project", "none"]),
        ("retrain", ["--project", "plumb"]),
        ("simulate_annotators", ["--project", "none", "--answers", "1"]),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(project, name, arguments):
    with pytest.raises(CommandError) as refused:
        call(name, *arguments)
    assert "\n" not in str(refused.value)


def test_the_demo_is_loaded_once_and_keeps_its_logins(settings, tmp_path):
    settings.PLUMBLINE_HOME = tmp_path
    call("load_demo")
    documents, logins = Document.objects.count(), (tmp_path / "demo_logins.json").read_text()
    assert documents > 10
    assert set(json.loads(logins)) == {"annotator", "researcher", "admin"}
    call("load_demo")
    assert Document.objects.count() == documents
    assert (tmp_path / "demo_logins.json").read_text() == logins
    assert User.objects.get(username="annotator").check_password(json.loads(logins)["annotator"])
