"""Importing files into a project: checked to the end first, the same row once."""

from __future__ import annotations

import gzip
import io
import json

import pytest

from feedback.errors import Refusal
from feedback.exports.exporting import export_data
from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Comparison, Document, Preference, Prompt, Response
from feedback.services.prompts import messages_hash

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


def test_one_bad_line_is_one_line(project):
    with pytest.raises(Refusal, match=r"^1 line cannot be used; nothing was imported\.$"):
        load(project, lines(1) + b"?")
    with pytest.raises(Refusal, match=r"^2 lines cannot be used; nothing was imported\.$"):
        load(project, lines(1) + b"?\n?")


def test_the_report_counts_bad_lines_by_reason_and_lists_the_first(project):
    content = lines(2) + b"?\n" * 150 + json.dumps(row(0) | {"more": 1}).encode()
    report = load(project, content, skip_bad=True)
    assert (report["rows"], report["imported"], report["bad"]) == (153, 2, 151)
    assert report["skipped"] == {"bad_json": 150, "unknown_field": 1}
    assert [each["line"] for each in report["lines"]] == list(range(3, 103))


def test_a_dry_run_says_what_would_be_stored_and_stores_nothing(project):
    load(project, lines(3))
    before = counts()
    report = load(project, lines(5) + b"?", dry_run=True)
    assert (report["imported"], report["duplicates"], report["bad"]) == (2, 3, 1)
    assert (report["prompts"], report["responses"], report["preferences"]) == (2, 4, 2)
    assert counts() == before


@pytest.mark.parametrize("keep", [-8, 200])
def test_a_file_that_breaks_off_stores_nothing(project, keep):
    packed = gzip.compress(lines(1500))
    with pytest.raises(Refusal) as refusal:
        load(project, packed[:keep], skip_bad=True)
    assert refusal.value.code == "damaged_gzip"
    assert counts() == [0, 0, 0, 0]


def test_an_import_that_dies_halfway_leaves_whole_rows_and_goes_on_after_them(project):
    def die(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    content = io.BytesIO(lines(2500))
    with pytest.raises(KeyboardInterrupt):
        import_file(project=project, file=content, format="hh-rlhf", progress=die)
    stored = Preference.objects.count()
    assert 0 < stored < 2500
    assert counts() == [stored, 2 * stored, stored, stored]
    report = load(project, lines(2500))
    assert (report["duplicates"], report["imported"]) == (stored, 2500 - stored)
    assert counts() == [2500, 5000, 2500, 2500]


def test_progress_goes_from_nothing_to_all(project):
    shares: list[float] = []
    content = io.BytesIO(lines(2500))
    import_file(project=project, file=content, format="hh-rlhf", progress=shares.append)
    assert shares == sorted(shares)
    assert (len(shares), shares[-1]) == (6, 1.0)


def test_rows_about_the_same_prompt_share_it(project):
    start = "\n\nHuman: Hi\n\nAssistant:"
    pairs = [("a", "b"), ("b", "c"), ("b", "a")]
    content = b"\n".join(
        json.dumps({"chosen": start + one, "rejected": start + other}).encode()
        for one, other in pairs
    )
    load(project, content)
    assert counts() == [1, 3, 2, 3]
    both = Comparison.objects.get(answers=2)
    assert set(both.preferences.values_list("choice", flat=True)) == {"a", "b"}


def test_imported_answers_join_a_comparison_that_people_answer(project, make_comparisons):
    (comparison,) = make_comparisons(1, wanted=3)
    asked, a, b = comparison.prompt, comparison.response_a, comparison.response_b
    asked.origin = messages_hash(asked.messages)
    asked.save()
    line = {"prompt": asked.messages[0]["content"], "chosen": b.text, "rejected": a.text}
    file = io.BytesIO(json.dumps(line).encode())
    report = import_file(project=project, file=file, format="trl")
    assert (report["prompts"], report["responses"], report["comparisons"]) == (0, 0, 0)
    comparison.refresh_from_db()
    assert (comparison.status, comparison.answers) == ("open", 0)
    assert comparison.preferences.get().choice == "b"


def test_too_many_generators_are_refused_before_anything_is_stored(project):
    content = b"\n".join(
        json.dumps({"prompt": "Hi", "response": f"{i}", "generator": f"g{i}"}).encode()
        for i in range(1001)
    )
    with pytest.raises(Refusal) as refusal:
        import_file(project=project, file=io.BytesIO(content), format="prompts-responses")
    assert refusal.value.code == "too_many_generators"
    assert counts() == [0, 0, 0, 0]


def test_documents_become_trees_once(project):
    text = "The cord hangs. The weight is still. " * 40
    content = json.dumps({"title": "Plumb", "text": text}).encode() + b"\n"
    for expected in (1, 0):
        report = import_file(project=project, file=io.BytesIO(content * 2), format="documents")
        assert (report["documents"], report["duplicates"]) == (expected, 2 - expected)
    assert Document.objects.get().nodes.count() > 1
