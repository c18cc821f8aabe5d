"""Which answers an export holds, and in what shape: votes, majorities, ties, filters, splits."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from feedback.errors import Refusal
from feedback.exports.options import ExportOptions
from feedback.exports.snapshots import make_snapshot
from feedback.models import Preference, Snapshot

MAPPING = {"prompt": "q", "response_a": "a", "response_b": "b", "choice": "won", "rater": "who"}


def votes(*choices: str, question: str = "Why?") -> list[dict[str, Any]]:
    return [
        {"q": question, "a": "So.", "b": "No.", "won": choice, "who": f"w{number}"}
        for number, choice in enumerate(choices)
    ]


@pytest.fixture
def load_votes(load):
    def run(*choices: str, **named: Any) -> None:
        load("mapping", votes(*choices, **named), mapping=MAPPING)

    return run


def test_every_vote_is_a_row_and_ties_are_counted(load_votes, exported, export):
    load_votes("a", "b", "a", "tie")
    chosen = [row["chosen"] for row in exported("trl")]
    assert chosen == ["So.", "No.", "So."]
    report, _ = export("trl")
    assert (report["rows"], report["ties_left_out"]) == (3, 1)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (["a", "a", "b"], ["So."]),
        (["b", "b", "a", "tie"], ["No."]),
        (["a", "b"], []),
        (["tie", "tie", "a"], []),
    ],
)
def test_a_majority_is_one_row_or_a_tie(load_votes, exported, choices, expected):
    load_votes(*choices)
    rows = exported("trl", aggregation="majority")
    assert [row["chosen"] for row in rows] == expected


def test_a_majority_may_ask_for_a_number_of_votes(load_votes, exported):
    load_votes("a", "a", "a")
    load_votes("b", question="How?")
    rows = exported("trl", aggregation="majority", min_votes=2)
    assert [row["prompt"] for row in rows] == ["Why?"]


def test_ties_may_be_kept_in_a_column_or_as_shares(load_votes, exported):
    load_votes("b", "b", "a", "tie")
    load_votes("tie", question="How?")
    kept = exported("trl", aggregation="majority", ties="keep")
    assert [(row["chosen"], row["tie"]) for row in kept] == [("No.", False), ("So.", True)]
    soft = exported("trl", aggregation="majority", ties="soft")
    assert [(row["chosen"], row["probability"]) for row in soft] == [("No.", 0.625), ("So.", 0.5)]
    single = exported("trl", ties="soft")
    assert [row["probability"] for row in single] == [1, 1, 1, 0.5, 0.5]


def test_answers_of_people_and_imported_ones_can_be_told_apart(
    load_votes, exported, make_comparisons, project, people
):
    load_votes("a")
    (comparison,) = make_comparisons(1, stream="random", propensity=0.25)
    answer = Preference.objects.create(
        project=project,
        comparison=comparison,
        annotator=people["annotator"],
        choice="b",
        rationale="It is longer.",
        duration_ms=9,
        naive_ms=4,
        source_ms=5,
        submission_key="1",
    )
    withdrawn = Preference.objects.create(
        project=project,
        comparison=comparison,
        annotator=people["admin"],
        choice="a",
        is_current=False,
        submission_key="2",
    )
    assert withdrawn.pk not in {row["id"] for row in exported("raw")}
    [mine] = exported("raw", source="people")
    assert (mine["id"], mine["choice"], mine["propensity"]) == (answer.pk, "b", 0.25)
    assert mine["rationale"] == "It is longer."
    assert (mine["duration_ms"], mine["naive_ms"], mine["source_ms"]) == (9, 4, 5)
    [theirs] = exported("raw", source="imported")
    assert theirs["stream"] == "imported"
    assert [row["id"] for row in exported("raw", streams=("random",))] == [answer.pk]
    everything = json.dumps(exported("raw"))
    assert "annotator" not in everything
    assert mine["rater"].startswith("p-")
    assert theirs["rater"].startswith("r-")


def test_answers_are_chosen_by_time(load_votes, exported):
    load_votes("a", "b")
    first, second = Preference.objects.order_by("id")
    day = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    Preference.objects.filter(pk=first.pk).update(created_at=day)
    Preference.objects.filter(pk=second.pk).update(created_at=day + datetime.timedelta(days=1))
    noon = "2026-01-02T12:00:00+00:00"
    assert [row["id"] for row in exported("raw", until=noon)] == [first.pk]
    assert [row["id"] for row in exported("raw", since=noon)] == [second.pk]


def test_what_a_format_cannot_hold_is_left_out_and_counted(load, export):
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]
    answers = [[{"role": "assistant", "content": text}] for text in ("So.", "No.")]
    load("trl", [{"prompt": chat, "chosen": answers[0], "rejected": answers[1]}])
    report, content = export("trl")
    assert (report["rows"], report["unsupported_left_out"], content) == (0, 1, b"")
    assert export("trl-conversational")[0]["rows"] == 1


def test_identical_texts_are_never_a_training_pair(load, export):
    texts = [{"q": "Why?", "t": "So.", "id": name} for name in ("one", "two")]
    load("mapping", texts, mapping={"prompt": "q", "response": "t", "response_id": "id"})
    named = {"response_a_id": "a", "response_b_id": "b", "choice": "won"}
    load("mapping", [{"a": "one", "b": "two", "won": "a"}], mapping=named)
    assert export("trl")[0]["identical_left_out"] == 1
    assert export("raw")[0]["rows"] == 1


def test_unpaired_rows_are_ratings_and_both_sides_of_votes(load, load_votes, exported):
    load("trl-unpaired", [{"prompt": "How?", "completion": "Thus.", "label": False}])
    load_votes("b")
    assert [tuple(row.values()) for row in exported("trl-unpaired")] == [
        ("How?", "Thus.", False),
        ("Why?", "No.", True),
        ("Why?", "So.", False),
    ]


def test_equal_exports_have_equal_bytes_and_the_hash_of_these(load_votes, export):
    load_votes("a", "b")
    for container in ("jsonl", "jsonl.gz", "csv", "parquet"):
        report, content = export("raw", container=container)
        assert report["sha256"] == hashlib.sha256(content).hexdigest()
        assert report["size"] == len(content)
        assert export("raw", container=container)[1] == content
    zipped = export("raw", splits={"train": 0.5, "test": 0.5})
    assert zipped[1] == export("raw", splits={"train": 0.5, "test": 0.5})[1]


def test_splits_go_by_prompt_and_stay_as_the_project_grows(load_votes, export):
    def dealt() -> dict[str, str]:
        _, content = export("trl", splits={"train": 0.6, "test": 0.4}, container="jsonl.gz")
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return {
                json.loads(line)["prompt"]: name.partition(".")[0]
                for name in packed.namelist()
                for line in gzip.decompress(packed.read(name)).splitlines()
            }

    for number in range(20):
        load_votes("a", "b", "a", question=f"Why {number}?")
    before = dealt()
    assert set(before.values()) == {"train", "test"}
    for number in range(20, 60):
        load_votes("a", question=f"Why {number}?")
    after = dealt()
    assert len(after) == 60
    assert all(after[prompt] == split for prompt, split in before.items())


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("trl", {"container": "xlsx"}),
        ("trl", {"aggregation": "mean"}),
        ("trl", {"min_votes": 2}),
        ("trl", {"splits": {"train": 0.5}}),
        ("trl", {"splits": {"../train": 1.0}}),
        ("trl", {"splits": {"train": 2, "test": -1}}),
        ("trl", {"streams": ("stale",)}),
        ("trl", {"since": "yesterday"}),
        ("trl", {"since": "2026-01-01"}),
        ("trl", {"since": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"}),
        ("trl", {"extra": True, "container": "csv"}),
        ("raw", {"ties": "soft"}),
        ("summarize-from-feedback", {"ties": "keep"}),
        ("ultrafeedback-binarized", {"implicit_prompt": True}),
        ("trees", {"container": "parquet"}),
    ],
)
def test_options_that_do_not_fit_are_refused(export, format, options):
    with pytest.raises(Refusal) as refusal:
        export(format, **options)
    assert (refusal.value.code, refusal.value.status) == ("bad_options", 400)


def test_a_snapshot_keeps_its_file_its_counts_and_a_card(load_votes, project, people):
    load_votes("a", "a", "b", "tie")
    project.guidelines = "Choose\nwell."
    project.save()
    snapshot = make_snapshot(
        project=project,
        format="trl",
        filename="plumb.jsonl",
        options=ExportOptions(licence="cc-by-4.0"),
        created_by=people["researcher"],
    )
    load_votes("b", question="How?")
    kept = Snapshot.objects.get(pk=snapshot.pk)
    content = kept.file.read()
    assert content.count(b"\n") == kept.counts["rows"] == 3
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert kept.size == len(content)
    for line in (
        'license: "cc-by-4.0"',
        "| rows | 3 |",
        "| ties left out | 1 |",
        "16.7% of 6 pairs of votes",
        "- 1 prompts imported as `mapping`",
        "- 4 raters, all of them under pseudonyms",
        "> Choose",
    ):
        assert line in kept.card, line
