"""Importing HH-RLHF files into a project: whole or not at all, the same row once."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from feedback.errors import Refusal
from feedback.models import Comparison, Preference, Prompt, Response
from feedback.services.exporting import export_data
from feedback.services.importing import ImportOptions, import_file

pytestmark = pytest.mark.django_db


def row(index: int) -> dict[str, str]:
    start = f"\n\nHuman: What is {index} and one?\n\nAssistant:"
    return {"chosen": f"{start} It is {index + 1}.", "rejected": f"{start} Not sure."}


def lines(count: int) -> bytes:
    return b"".join(json.dumps(row(i)).encode() + b"\n" for i in range(count))


def load(project, content: bytes, **options):
    return import_file(
        project=project,
        file=io.BytesIO(content),
        format="hh-rlhf",
        options=ImportOptions(**options),
    )


def counts() -> list[int]:
    return [m.objects.count() for m in (Prompt, Response, Comparison, Preference)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_rows_become_prompts_and_preferences_once(project, pack):
    assert load(project, pack(lines(12)))["imported"] == 12
    assert counts() == [12, 24, 12, 12]
    again = load(project, pack(lines(12)))
    assert (again["imported"], again["duplicates"]) == (0, 12)
    assert counts() == [12, 24, 12, 12]


def test_a_bad_line_stores_nothing_unless_asked(project):
    content = lines(2) + b'{"chosen": 1}\n'
    with pytest.raises(Refusal) as refusal:
        load(project, content)
    assert refusal.value.details["lines"][0]["line"] == 3
    assert counts() == [0, 0, 0, 0]
    assert load(project, content, skip_bad=True)["imported"] == 2


def test_what_was_imported_is_exported_again_as_it_was(project):
    load(project, lines(3))
    file = io.BytesIO()
    report = export_data(project=project, format="trl", file=file)
    rows = [json.loads(line) for line in file.getvalue().splitlines()]
    assert report["rows"] == 3
    assert [r["prompt"] + r["chosen"] for r in rows] == [row(i)["chosen"] for i in range(3)]
