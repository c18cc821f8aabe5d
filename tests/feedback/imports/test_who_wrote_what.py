"""A text may have several generators; each vote counts for those that its row names."""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter

import numpy as np
import pytest

from feedback.models import Authorship, Generator, Preference, Response
from feedback.services.prompts import add_responses
from rewardmodel.selectors.agreement import agreement
from rewardmodel.selectors.generators import leaderboard
from tests.feedback.imports.independent import bradley_terry, pairs_and_agreement

pytestmark = pytest.mark.django_db
MAPPING = {
    "prompt": "q",
    "response_a": "a",
    "response_b": "b",
    "generator_a": "ga",
    "generator_b": "gb",
    "choice": "w",
}
ROWS = [
    {"q": "Two and two?", "a": "Four.", "b": "Five.", "ga": "m1", "gb": "m2", "w": "a"},
    {"q": "Two and two?", "a": "Four.", "b": "Six.", "ga": "m3", "gb": "m4", "w": "a"},
]


def wins(project) -> dict[tuple[str, str], int]:
    board = leaderboard(project, source="imported")
    names = {row["id"]: row["generator"] for row in board["generators"]}
    return {
        (names[cell["id"]], names[cell["against"]]): cell["wins"]
        for cell in board["matrix"]
        if cell["wins"]
    }


def test_each_vote_counts_for_the_generators_of_its_row(project, load):
    load(ROWS, mapping=MAPPING)
    assert Response.objects.count() == 3
    assert wins(project) == {("m1", "m2"): 1, ("m3", "m4"): 1}
    further = Authorship.objects.get()
    assert (further.response.text, further.generator.name) == ("Four.", "m3")


def test_a_response_that_came_without_a_generator_gets_the_one_that_is_named_later(project, load):
    unnamed = {role: name for role, name in MAPPING.items() if "generator" not in role}
    load(ROWS[:1], mapping=unnamed)
    assert set(Response.objects.values_list("generator__name", flat=True)) == {"mapping"}
    load([ROWS[0] | {"w": "b"}], mapping=MAPPING)
    assert set(Response.objects.values_list("generator__name", flat=True)) == {"m1", "m2"}
    assert wins(project) == {("m1", "m2"): 1, ("m2", "m1"): 1}


def test_the_same_rows_again_mend_who_wrote_what(project, load):
    load(ROWS, mapping=MAPPING)
    Preference.objects.update(generator_a=None, generator_b=None)  # as they were before
    Authorship.objects.all().delete()
    assert wins(project) == {("m1", "m2"): 1, ("m1", "m4"): 1}
    report = load(ROWS, mapping=MAPPING)
    assert (report["imported"], report["duplicates"], report["recredited"]) == (0, 2, 1)
    assert wins(project) == {("m1", "m2"): 1, ("m3", "m4"): 1}


def test_generators_that_were_exchanged_are_put_right_by_the_right_mapping(project, load):
    wrong = MAPPING | {"generator_a": "gb", "generator_b": "ga"}
    load(ROWS, mapping=wrong)
    report = load(ROWS, mapping=MAPPING)
    assert (report["imported"], report["recredited"]) == (0, 2)
    assert wins(project) == {("m1", "m2"): 1, ("m3", "m4"): 1}


def test_ratings_count_for_the_generators_of_their_rows(load):
    rows = [{"q": "Up?", "t": "Yes.", "g": name, "nice": n} for n, name in enumerate("xy")]
    load(rows, mapping={"prompt": "q", "response": "t", "generator": "g", "axes": ["nice"]})
    from feedback.exports.judgements import rated_responses
    from feedback.models import Rating

    found = rated_responses(Rating.objects.get(axes__nice=0).project_id)
    assert [(each.response.generator, each.axes["nice"]) for each in found] == [("x", 0), ("y", 1)]


def test_a_generator_that_writes_what_is_there_becomes_a_further_author(project, load):
    load(ROWS[:1], mapping=MAPPING)
    answer = Response.objects.get(text="Four.")
    other = Generator.objects.create(project=project, name="m9", kind="endpoint")
    assert add_responses(prompt=answer.prompt, texts={other: "Four."}) == 0
    assert Authorship.objects.get().generator == other


def test_people_s_answers_count_for_every_generator_that_wrote_the_texts(project, people, load):
    load(ROWS, mapping=MAPPING)
    vote = Preference.objects.get(generator_a=None)
    Preference.objects.create(
        project=project,
        comparison=vote.comparison,
        annotator=people["annotator"],
        choice=vote.choice,
        submission_key="x",
    )
    board = leaderboard(project, source="people")
    assert {row["generator"] for row in board["generators"]} == {"m1", "m2", "m3"}
    assert board["answers"] == 1


def test_the_board_has_every_generator(project, load):
    rows = [
        {"q": f"Number {n}?", "a": "x", "b": "y", "ga": f"m{n}", "gb": f"m{(n + 1) % 53}", "w": "a"}
        for n in range(53)
    ]
    load(rows, mapping=MAPPING)
    board = leaderboard(project, source="imported")
    assert (len(board["generators"]), board["answers"], board["older"]) == (53, 53, 0)


def test_three_raters_thirty_generators_and_repeated_texts_equal_an_independent_calculation(
    project, load
):
    draw = random.Random(7)
    models = [f"m{n:02}" for n in range(30)]
    texts = [f"Answer {n}." for n in range(8)]
    rows = []
    for number, (one, other) in enumerate(itertools.islice(_pairs(draw, models), 400)):
        a, b = draw.sample(texts, 2)
        rows.append(
            {"q": f"Q{number % 40}?", "a": a, "b": b, "ga": one, "gb": other, "n": number}
            | {who: draw.choice(["a", "b", "tie"]) for who in ("ann", "bob", "cyd")}
        )
    by_column = {role: name for role, name in MAPPING.items() if role != "choice"}
    for who in ("ann", "bob", "cyd"):
        load(rows, mapping=by_column | {"raters": [who]}, keep_raters=True)
    votes = [
        (who, row["q"], row["a"], row["b"], row["ga"], row["gb"], row[who])
        for row in rows
        for who in ("ann", "bob", "cyd")
    ]
    stored = Counter(Preference.objects.values_list("rater", flat=True))
    assert stored == Counter(vote[0] for vote in votes)
    board = leaderboard(project, source="imported")
    expected = bradley_terry([(vote[4], vote[5], vote[6]) for vote in votes])
    found = {row["generator"]: row["strength"]["value"] for row in board["generators"]}
    assert found.keys() == expected.keys()
    assert np.allclose([found[m] for m in models], [expected[m] for m in models], atol=1e-6)
    games = {row["generator"]: row["win_rate"]["n"] for row in board["generators"]}
    assert games == Counter(model for vote in votes for model in vote[4:6])
    pairs, agreeing = pairs_and_agreement(votes)
    overall = agreement(project, source="imported")["overall"]
    assert overall["pairs"] == pairs
    assert overall["raw"]["value"] == pytest.approx(agreeing / pairs, abs=1e-6)


def _pairs(draw: random.Random, models: list[str]):
    while True:
        yield tuple(draw.sample(models, 2))


def test_exports_name_the_generators_of_each_row(project, load):
    import io

    from feedback.exports.exporting import export_data

    load(ROWS, mapping=MAPPING)
    file = io.BytesIO()
    export_data(project=project, format="raw", file=file)
    rows = [json.loads(line) for line in file.getvalue().splitlines()]
    found = {frozenset((row["generator_a"], row["generator_b"])) for row in rows}
    assert found == {frozenset(("m1", "m2")), frozenset(("m3", "m4"))}
