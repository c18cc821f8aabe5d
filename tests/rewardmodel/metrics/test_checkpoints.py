"""Figures and exports never mix two checkpoints of a generator."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from feedback.exports.judgements import Filters, judgements
from feedback.models import Authorship, Checkpoint, Comparison, Generator, Prompt, Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(project):
    return Generator.objects.create(project=project, name="small", kind="endpoint")


@pytest.fixture
def released(model):
    def make(name: str) -> Checkpoint:
        return Checkpoint.objects.create(generator=model, name=name, released_at=timezone.now())

    return make


@pytest.fixture
def duel(project, people, vote, model):
    """The first of two checkpoints wins over the second."""

    def fight(winner: Checkpoint | None, loser: Checkpoint | None, choice: str = "a"):
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": "?"}],
            content_hash=uuid.uuid4().hex,
            origin=uuid.uuid4().hex,
        )
        a, b = (
            Response.objects.create(
                prompt=prompt, generator=model, checkpoint=each, text="True.",
                content_hash=uuid.uuid4().hex,
            )
            for each in (winner, loser)
        )  # fmt: skip
        comparison = Comparison.objects.create(
            project=project, prompt=prompt, response_a=a, response_b=b, stream="active"
        )
        vote(comparison, people["annotator"], choice)
        return comparison

    return fight


def test_checkpoints_stand_apart_on_the_leaderboard(duel, figures, released):
    old, new = released("old"), released("new")
    for _ in range(6):
        duel(new, old)
    for _ in range(2):
        duel(old, new)
        duel(None, old)
    seen = figures("generators")
    assert seen["same_generator"] == 0
    names = [(row["generator"], row["checkpoint"]) for row in seen["generators"]]
    assert set(names) == {("small", "new"), ("small", "old"), ("small", None)}
    assert names[-1] == ("small", "old")
    ids = {row["checkpoint"]: row["id"] for row in seen["generators"]}
    assert len(set(ids.values())) == 3
    cells = {(cell["id"], cell["against"]): cell["wins"] for cell in seen["matrix"]}
    assert (cells[ids["new"], ids["old"]], cells[ids["old"], ids["new"]]) == (6, 2)


def test_answers_between_texts_of_one_checkpoint_are_left_out(duel, figures, released):
    old = released("old")
    duel(old, old)
    assert figures("generators")["same_generator"] == 1


def test_a_further_checkpoint_that_wrote_the_same_is_credited_too(duel, figures, released, model):
    old, new = released("old"), released("new")
    comparison = duel(old, None)
    Authorship.objects.create(response=comparison.response_a, generator=model, checkpoint=new)
    won = {
        row["checkpoint"]: row["win_rate"]["value"] for row in figures("generators")["generators"]
    }
    assert won == {"old": 1.0, "new": 1.0, None: 0.0}


def test_the_csv_names_the_checkpoint(duel, client_of, released):
    duel(released("v1"), released("v2"))
    url = "/api/v1/projects/plumb/metrics/generators/?format=csv&part=matrix"
    told = client_of("researcher").get(url).content.decode()
    assert "small @ v1" in told
    assert "small @ v2" in told


def test_exports_name_the_checkpoint(project, duel, released):
    duel(released("v1"), None)
    (vote,) = judgements(project.pk, Filters())
    assert (vote.a.checkpoint, vote.b.checkpoint) == ("v1", None)


def test_lists_are_narrowed_to_a_checkpoint(duel, client_of, released):
    duel(released("v1"), None)
    duel(None, None)
    for rows, count in (("responses", 1), ("comparisons", 1), ("preferences", 1)):
        url = f"/api/v1/projects/plumb/{rows}/?checkpoint=v1"
        assert len(client_of("researcher").get(url).json()["results"]) == count, rows
    theirs = client_of("annotator").get("/api/v1/projects/plumb/preferences/?checkpoint=v1")
    assert theirs.status_code == 403
