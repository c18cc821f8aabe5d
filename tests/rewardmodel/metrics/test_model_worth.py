"""Accuracy by margin, subject and length, disagreements, and lift, over HTTP."""

from __future__ import annotations

import pytest

from feedback.services.reviewing import ask_again

pytestmark = pytest.mark.django_db


def test_nothing_foretold_yet(figures):
    seen = figures("breakdown")
    assert seen["random_share"] == {"value": None, "low": None, "high": None, "n": 0}
    assert seen["ceiling"]["stream"] is None
    assert (seen["slices"], seen["margins"]) == ([], [])
    assert figures("disagreements") == []


def test_only_the_random_share_is_measured(people, make_comparisons, vote, foretold, figures):
    for comparison in make_comparisons(4, stream="random", acquisition_rule="random"):
        foretold(vote(comparison, people["annotator"], "a"), 0.7, 0.2)
    for comparison in make_comparisons(6, stream="active", acquisition_rule="margin"):
        foretold(vote(comparison, people["annotator"], "b"), 0.7, 0.2)
    seen = figures("breakdown")
    assert (seen["random_share"]["value"], seen["random_share"]["n"]) == (1, 4)
    parts = {(part["by"], part["value"]): (part["accuracy"], part["n"]) for part in seen["slices"]}
    assert parts["stream", "active"] == (0, 6)
    assert parts["acquisition_rule", "random"] == (1, 4)


def test_an_answer_asked_for_because_of_others_is_not_measured(
    people, make_comparisons, vote, foretold, figures
):
    (comparison,) = make_comparisons(1, stream="random")
    foretold(vote(comparison, people["annotator"], "b"), 0.7, 0.2)
    ask_again(comparison_id=comparison.pk)
    foretold(vote(comparison, people["admin"], "b"), 0.7, 0.2)
    assert figures("breakdown")["random_share"]["n"] == 1
    assert figures("accuracy")["random_share"]["n"] == 1


def test_the_ceiling_is_what_people_foretell_of_each_other(people, make_comparisons, vote, figures):
    for comparison, other in zip(make_comparisons(4, stream="active"), "aaab", strict=True):
        vote(comparison, people["annotator"], "a")
        vote(comparison, people["admin"], other)
    ceiling = figures("breakdown")["ceiling"]
    assert (ceiling["stream"], ceiling["value"], ceiling["pairs"]) == ("all", 0.75, 4)
    (drawn,) = make_comparisons(1, stream="random")
    for role in ("annotator", "admin"):
        vote(drawn, people[role])
    ceiling = figures("breakdown")["ceiling"]
    assert (ceiling["stream"], ceiling["value"], ceiling["pairs"]) == ("random", 1, 1)


def test_by_margin_with_what_was_to_be_expected(people, make_comparisons, vote, foretold, figures):
    made = make_comparisons(10, stream="random")
    for index, comparison in enumerate(made):
        sure = index < 5
        answer = vote(comparison, people["annotator"], "b" if index in (0, 5, 6) else "a")
        foretold(answer, 0.9 if sure else 0.5, 0.1 if sure else 0.45)
    rows = figures("breakdown")["margins"]
    assert [(row["from_margin"], row["n"], row["accuracy"]) for row in rows] == [
        (0, 5, pytest.approx(0.6)),
        (2.0, 5, pytest.approx(0.8)),
    ]
    assert rows[1]["expected"] == pytest.approx(0.9)


def test_length_bias_of_people_and_model_on_the_same_answers(
    people, make_comparisons, vote, foretold, figures
):
    # Response b is the longer one.
    for index, comparison in enumerate(make_comparisons(10, stream="random")):
        answer = vote(comparison, people["annotator"], "b" if index < 6 else "a")
        foretold(answer, *((0.2, 0.7) if index < 9 else (0.7, 0.2)))
    length = figures("breakdown")["length"]
    assert length["people"]["value"] == pytest.approx(0.6)
    assert length["model"]["value"] == pytest.approx(0.9)
    assert length["right_where_longer_won"]["value"] == 1
    assert length["right_where_shorter_won"]["value"] == pytest.approx(0.25)


def test_disagreements_most_surprising_first_without_ties_and_withdrawn(
    people, make_comparisons, vote, foretold, figures
):
    mild, wild, tied, gone, right = make_comparisons(5)
    foretold(vote(mild, people["annotator"], "b"), 0.6, 0.3)
    foretold(vote(wild, people["annotator"], "b"), 0.9, 0.05)
    foretold(vote(tied, people["annotator"], "tie"), 0.98, 0.01)
    foretold(vote(gone, people["annotator"], "b", is_current=False), 0.97, 0.01)
    foretold(vote(right, people["annotator"], "a"), 0.9, 0.05)
    seen = figures("disagreements")
    assert [row["comparison"] for row in seen] == [wild.pk, mild.pk]
    assert seen[0]["probability"] == pytest.approx(0.05)
    assert seen[0]["prompt_excerpt"].startswith("What is the value of item")
    assert seen[0]["rater"].startswith("p-")
    assert not seen[0]["asked_again"]


def test_lift_says_what_it_still_needs_and_then_what_it_found(
    people, make_comparisons, vote, foretold, figures
):
    (comparison,) = make_comparisons(1, stream="random", acquisition_rule="random")
    learned = foretold(vote(comparison, people["annotator"]), 0.5, 0.4)
    seen = figures("lift")
    assert (seen["verdict"], seen["answers_drawn"], seen["answers_chosen"]) == (None, 1, 0)
    assert seen["answers_needed"] == 40
    estimate = {"mean": 0.01, "standard_error": 0.01, "low": -0.01, "high": 0.03}
    learned.head.lift = {
        "verdict": "no lift",
        "log_loss": estimate,
        "accuracy": estimate,
        "judged_on": 60,
        "prompts": 30,
        "swapped": 20.0,
    }
    learned.head.save()
    seen = figures("lift")
    assert (seen["verdict"], seen["log_loss"], seen["judged_on"]) == ("no lift", estimate, 60)


@pytest.mark.parametrize(
    "name",
    [
        "agreement",
        "raters",
        "generators",
        "accuracy",
        "breakdown",
        "calibration",
        "disagreements",
        "lift",
    ],
)
def test_every_metric_is_a_table_too(people, make_comparisons, vote, foretold, client_of, name):
    for index, comparison in enumerate(
        make_comparisons(24, stream="random", acquisition_rule="random")
    ):
        foretold(vote(comparison, people["annotator"], "ab"[index % 2]), 0.6, 0.3)
    url = f"/api/v1/projects/plumb/metrics/{name}/?format=csv"
    answer = client_of("researcher").get(url)
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    if name == "generators":  # all responses are of one generator
        assert lines == []
    else:
        assert len(lines) > 1
        assert "{" not in answer.content.decode()
