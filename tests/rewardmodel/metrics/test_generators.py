"""The leaderboard over HTTP."""

from __future__ import annotations

import uuid

import pytest

from feedback.models import Comparison, Generator, Prompt, Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def duel(project, people, vote):
    """Two generators answer a new prompt; somebody chooses."""

    def fight(winner: str, loser: str, *, tie: bool = False, domain: str = "", lengths=(30, 30)):
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": "?"}],
            metadata={"extra": {"domain": domain}} if domain else {},
            content_hash=uuid.uuid4().hex,
            origin=uuid.uuid4().hex,
        )
        responses = [
            Response.objects.create(
                prompt=prompt,
                generator=Generator.objects.get_or_create(
                    project=project, name=name, defaults={"kind": "import"}
                )[0],
                text=uuid.uuid4().hex[0] * length,
                content_hash=uuid.uuid4().hex,
            )
            for name, length in zip((winner, loser), lengths, strict=True)
        ]
        comparison = Comparison.objects.create(
            project=project,
            prompt=prompt,
            response_a=responses[0],
            response_b=responses[1],
            stream="active",
        )
        return vote(comparison, people["annotator"], "tie" if tie else "a")

    return fight


def test_no_answers_no_board(figures):
    seen = figures("generators")
    assert (seen["answers"], seen["generators"], seen["matrix"]) == (0, [], [])


def test_who_wins_more_stands_higher_and_the_matrix_counts(duel, figures):
    for _ in range(8):
        duel("lead", "random")
    for _ in range(2):
        duel("random", "lead")
    duel("lead", "random", tie=True)
    seen = figures("generators")
    assert [row["generator"] for row in seen["generators"]] == ["lead", "random"]
    best, last = seen["generators"]
    assert best["strength"]["low"] < best["strength"]["value"] < best["strength"]["high"]
    assert best["strength"]["value"] == pytest.approx(-last["strength"]["value"])
    assert best["win_rate"]["value"] == pytest.approx(8.5 / 11)
    cells = {(cell["id"], cell["against"]): cell for cell in seen["matrix"]}
    assert cells[best["id"], last["id"]]["wins"] == cells[last["id"], best["id"]]["losses"] == 8
    assert cells[best["id"], last["id"]]["ties"] == 1


def test_a_generator_is_not_compared_with_itself(duel, figures):
    duel("lead", "lead")
    seen = figures("generators")
    assert (seen["answers"], seen["same_generator"]) == (0, 1)


def test_length_is_taken_out(duel, figures):
    # Whoever writes more wins three times in four, and one of them writes more twice as often.
    for _ in range(20):
        for _ in range(3):
            duel("long", "short", lengths=(200, 50))
        duel("short", "long", lengths=(50, 200))
    for _ in range(10):
        for _ in range(3):
            duel("short", "long", lengths=(200, 50))
        duel("long", "short", lengths=(50, 200))
    seen = figures("generators")
    rows = {row["generator"]: row for row in seen["generators"]}
    assert rows["long"]["strength"]["value"] > 0.1
    assert seen["length_effect"]["low"] > 0
    assert abs(rows["long"]["at_equal_length"]["value"]) < 0.01
    assert rows["long"]["mean_length"] == pytest.approx(150)


def test_boards_by_domain_may_differ(duel, figures):
    for _ in range(25):
        duel("lead", "random", domain="law")
        duel("random", "lead", domain="verse")
    duel("lead", "random", domain="rare")  # too few for a board of its own
    seen = figures("generators")
    names = {row["id"]: row["generator"] for row in seen["generators"]}
    best = {part["value"]: names[part["generators"][0]["id"]] for part in seen["slices"]}
    assert best == {"law": "lead", "verse": "random"}


def test_a_formula_in_a_name_is_text_in_the_table(duel, client_of):
    duel("=1+1", "lead")
    url = "/api/v1/projects/plumb/metrics/generators/?format=csv"
    assert ",'=1+1," in client_of("researcher").get(url).content.decode()


def test_the_matrix_and_the_boards_by_domain_are_tables_too(duel, client_of):
    for _ in range(25):
        duel("lead", "random", domain="law")
    url = "/api/v1/projects/plumb/metrics/generators/?format=csv&part="
    answer = client_of("researcher").get(f"{url}matrix")
    header, *cells = answer.content.decode().splitlines()
    assert "plumb-generators-matrix.csv" in answer["Content-Disposition"]
    assert header == "generator,over,id,against,wins,ties,losses"
    assert cells[0].startswith("lead,random,")
    assert cells[0].endswith(",25,0,0")
    assert cells[1].endswith(",0,0,25")
    header, *rows = client_of("researcher").get(f"{url}slices").content.decode().splitlines()
    assert header == "by,value,answers,generator,id,strength,strength_low,strength_high"
    assert [row.split(",")[:4] for row in rows] == [
        ["domain", "law", "25", "lead"],
        ["domain", "law", "25", "random"],
    ]
    assert client_of("researcher").get(f"{url}banana").status_code == 400
