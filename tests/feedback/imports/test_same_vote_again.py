"""A vote is its row and what was read of it: the same again changes nothing, another one counts."""

from __future__ import annotations

from collections import Counter

import pytest

from feedback.models import Comparison, Preference

pytestmark = pytest.mark.django_db
WORDS = {"1": "a", "2": "b"}
ROW = {"q": "How long is the rope?", "l": "Nine feet.", "r": "Long.", "first": 1, "second": 2}
ROLES = {"prompt": "q", "response_a": "l", "response_b": "r", "choices": WORDS}


def choices() -> Counter[str]:
    return Counter(Preference.objects.values_list("choice", flat=True))


def test_the_columns_of_two_annotators_are_two_votes_one_after_the_other(load):
    assert load([ROW], mapping=ROLES | {"choice": "first"})["imported"] == 1
    second = load([ROW], mapping=ROLES | {"choice": "second"})
    assert (second["imported"], second["duplicates"], second["further_votes"]) == (1, 0, 1)
    assert choices() == {"a": 1, "b": 1}


def test_columns_that_say_the_same_are_two_votes_too(load):
    same = ROW | {"second": 1}
    load([same], mapping=ROLES | {"choice": "first"})
    assert load([same], mapping=ROLES | {"choice": "second"})["imported"] == 1
    assert load([same], mapping=ROLES | {"choice": "second"})["duplicates"] == 1
    assert choices() == {"a": 2}


def test_exchanged_sides_are_another_vote(load):
    load([ROW], mapping=ROLES | {"choice": "first"})
    turned = ROLES | {"response_a": "r", "response_b": "l", "choice": "first"}
    assert load([ROW], mapping=turned)["imported"] == 1
    assert choices() == {"a": 1, "b": 1}
    assert Comparison.objects.get().answers == 2


def test_nested_columns_of_annotators_are_votes_of_their_own(load):
    nested = {"q": "Up?", "l": "Yes.", "r": "No.", "said": [{"w": 1}, {"w": 1}]}
    for index in range(2):
        report = load([nested], mapping=ROLES | {"choice": f"said[{index}].w"})
        assert report["imported"] == 1
    assert load([nested], mapping=ROLES | {"choice": "said[1].w"})["duplicates"] == 1


def test_a_rating_read_of_another_field_is_another_rating(load):
    rated = {"q": "Up?", "t": "Yes.", "clear": 3, "short": 3}
    roles = {"prompt": "q", "response": "t"}
    assert load([rated], mapping=roles | {"axes": ["clear"]})["ratings"] == 1
    assert load([rated], mapping=roles | {"axes": ["short"]})["ratings"] == 1
    assert load([rated], mapping=roles | {"axes": ["short"]})["ratings"] == 0


def test_anonymous_votes_count_as_often_as_they_stand_in_the_file(load):
    rows = [{"q": "Up?", "l": "Yes.", "r": "No.", "w": word} for word in "aaab"]
    mapping = {"prompt": "q", "response_a": "l", "response_b": "r", "choice": "w"}
    report = load(rows, mapping=mapping, dry_run=True)
    assert (report["preferences"], report["repeats"]) == (4, 2)
    report = load(rows, mapping=mapping)
    assert (report["imported"], report["repeats"]) == (4, 2)
    assert [each["code"] for each in report["warnings"]] == ["repeated_rows"]
    assert choices() == {"a": 3, "b": 1}
    again = load(rows, mapping=mapping)
    assert (again["imported"], again["duplicates"]) == (0, 4)
    longer = load([*rows, rows[0]], mapping=mapping)
    assert longer["imported"] == 1
    assert choices() == {"a": 4, "b": 1}


def test_repeats_count_once_where_that_is_said_or_raters_are_named(load):
    rows = [{"q": "Up?", "l": "Yes.", "r": "No.", "w": "a", "who": "ann"}] * 3
    mapping = {"prompt": "q", "response_a": "l", "response_b": "r", "choice": "w"}
    assert load(rows, mapping=mapping, repeats="once")["imported"] == 1
    assert load(rows, mapping=mapping | {"rater": "who"})["imported"] == 1
    assert load(rows, mapping=mapping | {"rater": "who"}, repeats="each")["imported"] == 2


def test_a_dry_run_counts_what_lies_far_apart_once(load):
    rows = [
        {"prompt": f"Which is {n % 7}?", "chosen": f"{n}", "rejected": f"not {n % 11}"}
        for n in range(2300)
    ]
    before = load(rows, "trl", dry_run=True)
    after = load(rows, "trl")
    assert before == after | {"dry_run": True}
    assert (after["prompts"], after["preferences"]) == (7, 2300)
