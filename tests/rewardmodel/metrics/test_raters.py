"""Raters: habits, anomalies, pseudonyms, and who sees whom."""

from __future__ import annotations

import json

import pytest

from feedback.models import Comparison, Prompt, RaterBelief, Response
from feedback.pseudonyms import annotator_pseudonym
from feedback.services.gold import make_gold

pytestmark = pytest.mark.django_db


def test_habits_of_one_rater(people, make_comparisons, vote, figures):
    # Response b, "It is …, or nearly so.", is the longer one of each pair.
    for index, comparison in enumerate(make_comparisons(10)):
        choice = "tie" if index == 0 else "b" if index < 4 else "a"
        naive = None if index > 2 else 500
        took = 1000 * (index + 1)
        vote(comparison, people["annotator"], choice, duration_ms=took, naive_ms=naive)
    (row,) = figures("raters")["raters"]
    assert row["answers"] == 10
    assert row["median_seconds"] == pytest.approx(5.5)
    assert row["median_naive_seconds"] == pytest.approx(0.5)
    assert (row["ties"]["value"], row["ties"]["n"]) == (0.1, 10)
    assert (row["longer"]["value"], row["longer"]["n"]) == (pytest.approx(3 / 9), 9)
    assert (row["first_shown"]["value"], row["first_shown"]["n"]) == (pytest.approx(6 / 9), 9)
    assert row["anomalies"] == []


def test_clicking_through_on_one_side_is_noticed(people, make_comparisons, vote, figures):
    for comparison in make_comparisons(25):
        vote(comparison, people["annotator"], "a", duration_ms=300)
        vote(comparison, people["admin"], "ab"[comparison.pk % 2], duration_ms=9000)
    rows = {row["mine"]: row["anomalies"] for row in figures("raters", role="admin")["raters"]}
    assert rows == {False: ["too_fast", "one_side"], True: []}


def test_few_answers_are_never_called_out_of_the_ordinary(people, make_comparisons, vote, figures):
    for comparison in make_comparisons(15):
        vote(comparison, people["annotator"], "a", duration_ms=100)
    (row,) = figures("raters")["raters"]
    assert row["anomalies"] == []


def test_the_same_texts_asked_twice_show_who_contradicts_themselves(
    project, people, make_comparisons, vote, figures
):
    for comparison in make_comparisons(6):
        old = comparison.prompt
        again = Prompt.objects.create(
            project=project, messages=old.messages, content_hash=old.content_hash, origin=f"2{old}"
        )
        # The other way round: what was b has the lower id now.
        first, second = (
            Response.objects.create(
                prompt=again,
                generator=side.generator,
                text=side.text,
                content_hash=side.content_hash,
            )
            for side in (comparison.response_b, comparison.response_a)
        )
        repeat = Comparison.objects.create(
            project=project, prompt=again, response_a=first, response_b=second, stream="active"
        )
        vote(comparison, people["annotator"], "a")
        vote(repeat, people["annotator"], "a")  # the other text
        vote(comparison, people["admin"], "a")
        vote(repeat, people["admin"], "b")  # the same text
    rows = {row["mine"]: row for row in figures("raters", role="admin")["raters"]}
    assert (rows[False]["repeats"]["value"], rows[False]["repeats"]["n"]) == (0, 6)
    assert rows[False]["anomalies"] == ["contradicts_self"]
    assert (rows[True]["repeats"]["value"], rows[True]["repeats"]["n"]) == (1, 6)


def test_gold_shows_who_knows_and_who_contradicts_themselves(
    people, make_comparisons, vote, figures
):
    for index, model in enumerate(make_comparisons(4)):
        gold = make_gold(comparison_id=model.pk, expected="a")
        vote(gold, people["annotator"], "b" if index == 0 else "a")
        vote(model, people["annotator"], "a")
    (row,) = figures("raters")["raters"]
    assert (row["gold"]["value"], row["gold"]["n"]) == (0.75, 4)
    assert (row["repeats"]["value"], row["repeats"]["n"]) == (0.75, 4)
    assert row["answers"] == 4  # in earnest


def test_agreement_with_others_has_ties_half_right(people, make_comparisons, vote, figures):
    choices = [("a", "a"), ("a", "b"), ("a", "tie"), ("tie", "tie")]
    for comparison, (mine, other) in zip(make_comparisons(4), choices, strict=True):
        vote(comparison, people["annotator"], mine)
        vote(comparison, people["admin"], other)
    for row in figures("raters")["raters"]:
        assert (row["agreement"]["value"], row["agreement"]["n"]) == (0.5, 4)


def test_what_the_likelihood_says_comes_with_intervals(
    project, people, make_comparisons, vote, foretold, figures
):
    learned = [
        foretold(vote(comparison, people["annotator"]), 0.5, 0.4)
        for comparison in make_comparisons(20)
    ]
    RaterBelief.objects.create(
        project=learned[0].head.project,
        annotator=people["annotator"],
        answers=20,
        log_reliability=-1.5,
        log_reliability_std=0.3,
        side_bias=0.2,
        side_bias_std=0.1,
        log_tie=-1.5,
    )
    (row,) = figures("raters")["raters"]
    assert row["reliability"]["value"] == pytest.approx(0.2231, abs=1e-4)
    assert row["reliability"]["low"] < 0.2231 < row["reliability"]["high"] < 0.5
    assert row["side_bias"]["low"] == pytest.approx(0.2 - 0.196, abs=1e-3)
    assert row["anomalies"] == ["one_side", "unreliable"]


def test_nobody_is_named(project, people, make_comparisons, vote, figures):
    (comparison,) = make_comparisons(1)
    vote(comparison, people["annotator"])
    found = figures("raters")
    assert found["raters"][0]["rater"] == annotator_pseudonym(project.pk, people["annotator"].pk)
    assert "annotator" not in json.dumps(found)


def test_an_annotator_sees_nobody_else(people, make_comparisons, vote, figures):
    for comparison in make_comparisons(3):
        vote(comparison, people["annotator"])
        vote(comparison, people["admin"], "b")
    (row,) = figures("raters", role="annotator", source="all")["raters"]
    assert (row["mine"], row["answers"]) == (True, 3)
    # Three shared answers would tell what the other one said.
    assert row["agreement"] == {"value": None, "low": None, "high": None, "n": 0}
    (own,) = figures("raters", role="admin", mine="1")["raters"]
    assert own["mine"]


def test_an_annotator_with_many_shared_answers_sees_how_far_they_agree(
    people, make_comparisons, vote, figures
):
    for comparison in make_comparisons(20):
        vote(comparison, people["annotator"])
        vote(comparison, people["admin"], "b")
    (row,) = figures("raters", role="annotator")["raters"]
    assert (row["agreement"]["value"], row["agreement"]["n"]) == (0, 20)


def test_raters_of_imported_files_are_listed_apart(people, make_comparisons, vote, figures):
    (comparison,) = make_comparisons(1, stream="imported")
    vote(comparison, None, rater="r-0123")
    assert figures("raters")["raters"] == []
    assert [row["rater"] for row in figures("raters", source="imported")["raters"]] == ["r-0123"]
