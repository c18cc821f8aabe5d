"""Files of any shape, read by a mapping of fields to roles."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from feedback.errors import Refusal
from feedback.imports.importing import ImportOptions, import_file
from feedback.imports.mapping import parse_mapped, read_mapping
from feedback.imports.records import RowError
from feedback.models import Comparison, Preference, Response

ROW = {"q": "Why?", "left": "So.", "right": "No.", "winner": "L", "who": "ann", "page": 3}
ROLES = {
    "prompt": "q",
    "response_a": "left",
    "response_b": "right",
    "choice": "winner",
    "choices": {"L": "a", "R": "b", "0": "tie"},
    "rater": "who",
}


def parse(row: dict[str, Any], **roles: Any) -> Any:
    return parse_mapped(row, 1, read_mapping(ROLES | roles)).parts[0]


@pytest.mark.parametrize(("word", "choice"), [("L", "a"), ("R", "b"), (0, "tie")])
def test_words_become_choices(word, choice):
    part = parse(ROW | {"winner": word})
    [vote] = part.votes
    assert (vote.choice, vote.rater, vote.metadata) == (choice, "ann", {"extra": {"page": 3}})
    assert [each.text for each in part.responses] == ["So.", "No."]


def test_a_prompt_may_be_put_together_from_fields():
    row = ROW | {"page": "three"}
    part = parse(row, prompt="On page {page}: {q}")
    assert part.messages == [{"role": "user", "content": "On page three: Why?"}]
    assert part.votes[0].metadata == {"extra": {"q": "Why?", "page": "three"}}


def test_times_make_a_duration_and_are_kept():
    row = ROW | {"from": "2016-01-31 16:53:19", "to": "2016-01-31 16:59:52"}
    [vote] = parse(row, started_at="from", answered_at="to").votes
    assert vote.duration_ms == 393_000
    assert vote.metadata["started_at"] == "2016-01-31 16:53:19"


def test_a_list_of_votes_has_any_number_of_raters():
    row = {
        "q": "Why?",
        "left": "So.",
        "right": "No.",
        "votes": [{"winner": "L", "who": "a"}, {"winner": 0, "who": "b", "mood": "bad"}],
    }
    first, second = parse(row, votes="votes").votes
    assert (first.choice, first.rater, second.choice, second.rater) == ("a", "a", "tie", "b")
    assert second.metadata == {"extra": {"mood": "bad"}}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"winner": "neither"}, "bad_choice"),
        ({"winner": ["L"]}, "bad_choice"),
        ({"winner": None}, "missing_field"),
        ({"right": "So."}, "identical_responses"),
        ({"from": "2016-01-31", "to": "2016-01-30"}, "bad_time"),
        ({"from": "yesterday", "to": "2016-01-30"}, "bad_time"),
        ({"from": "2016-01-31T00:00:00Z", "to": "2016-01-31T01:00:00"}, "bad_time"),
    ],
)
def test_a_bad_row_is_refused_with_its_problem(row, problem):
    with pytest.raises(RowError) as refusal:
        parse(ROW | row, started_at="from", answered_at="to")
    assert refusal.value.problem == problem


@pytest.mark.parametrize(
    "mapping",
    [
        None,
        [],
        {},
        {"prompt": "q", "winner": "w"},
        {"prompt": 3},
        {"response": "a"},
        ROLES | {"choice": {"a": "won_a", "tie": "tied"}},
        ROLES | {"raters": ["first", "second"]},
        {"prompt": "q", "response": "a", "raters": ["first"]},
        {"prompt": "q", "response_a": "a", "choice": "c"},
        {"prompt": "q", "response_a": "a", "response_b": "b"},
        {"prompt": "q", "chosen": "a", "rejected": "b", "choice": "c"},
        {"prompt": "q", "chosen": "a", "rejected": "b", "label": "c"},
        {"prompt": "q", "response": "a", "choice": "c"},
        ROLES | {"choices": {"L": "left"}},
        ROLES | {"axes": "nice"},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(project, mapping):
    with pytest.raises(Refusal) as refusal:
        import_file(
            project=project,
            file=io.BytesIO(b""),
            format="mapping",
            options=ImportOptions(mapping=mapping),
        )
    assert refusal.value.code == "bad_mapping"


# --- votes on responses that an earlier file brought ----------------------------------------

TEXTS = [
    {"id": "a1", "topic": "Rain", "text": "It is wet."},
    {"id": "a2", "topic": "Rain", "text": "It is good for plants."},
    {"id": "a3", "topic": "Rain", "text": "It is wet."},  # somebody else said the same
    {"id": "b1", "topic": "Snow", "text": "It is cold."},
]
ARGUMENTS = {"prompt": "Which is the more convincing? {topic}", "response": "text"}
VOTES = {"response_a_id": "a", "response_b_id": "b", "choice": "choice", "rater": "worker"}


def load(project, rows: list[dict[str, Any]], mapping: dict[str, str], **options: Any) -> Any:
    content = b"\n".join(json.dumps(row).encode() for row in rows)
    asked = ImportOptions(mapping=mapping, **options)
    return import_file(project=project, file=io.BytesIO(content), format="mapping", options=asked)


def vote(a: str, b: str, choice: str, worker: str) -> dict[str, str]:
    return {"a": a, "b": b, "choice": choice, "worker": worker}


def test_votes_may_name_what_an_earlier_file_brought(project):
    load(project, TEXTS, ARGUMENTS | {"response_id": "id"})
    assert Response.objects.count() == 4
    rows = [vote("a1", "a2", "a", "w1"), vote("a2", "a1", "a", "w2"), vote("a1", "a3", "tie", "w1")]
    report = load(project, rows, VOTES)
    assert (report["preferences"], report["comparisons"]) == (3, 2)
    both = Comparison.objects.get(answers=2)
    assert both.preferences.filter(choice="a").count() == 1
    assert both.preferences.filter(choice="b").count() == 1
    assert load(project, rows, VOTES)["duplicates"] == 3
    assert Comparison.objects.get(pk=both.pk).answers == 2
    load(project, [vote("a1", "a2", "tie", "w3")], VOTES)
    assert Comparison.objects.get(pk=both.pk).answers == 3


def test_raters_get_pseudonyms_and_keep_them(project):
    load(project, TEXTS, ARGUMENTS | {"response_id": "id"})
    load(project, [vote("a1", "a2", "a", "ann@example.org")], VOTES)
    load(project, [vote("a2", "a3", "a", "ann@example.org")], VOTES)
    load(project, [vote("a1", "a2", "b", "bob@example.org")], VOTES)
    raters = list(Preference.objects.order_by("id").values_list("rater", flat=True))
    assert raters[0] == raters[1] != raters[2]
    assert not any("@" in rater or "ann" in rater for rater in raters)
    load(project, [vote("a1", "a2", "tie", "w3")], VOTES, keep_raters=True)
    assert Preference.objects.filter(rater="w3").count() == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (vote("a1", "nobody", "a", "w"), "unknown_response"),
        (vote("a1", "b1", "a", "w"), "different_prompts"),
        (vote("a1", "a1", "a", "w"), "identical_responses"),
    ],
)
def test_names_that_lead_nowhere_are_refused_before_anything_is_stored(project, row, problem):
    load(project, TEXTS, ARGUMENTS | {"response_id": "id"})
    with pytest.raises(Refusal) as refusal:
        load(project, [vote("a1", "a2", "a", "w"), row], VOTES)
    assert [each["problem"] for each in refusal.value.details["lines"]] == [problem]
    assert refusal.value.details["lines"][0]["line"] == 2
    assert Preference.objects.count() == 0
    assert load(project, [vote("a1", "a2", "a", "w"), row], VOTES, skip_bad=True)["imported"] == 1


def test_the_longest_names_that_are_read_are_stored(project):
    row = ROW | {"who": "w" * 100, "g": "g" * 100}
    report = load(project, [row], ROLES | {"generator_a": "g"}, keep_raters=True)
    assert report["imported"] == 1
    assert Preference.objects.get().rater == "w" * 100
    with pytest.raises(Refusal, match="1 line cannot be used"):
        load(project, [row | {"who": "w" * 101}], ROLES, keep_raters=True)
