"""Length is unpaid, paid, or paid up to a cap: as a project says, or a request."""

from __future__ import annotations

import random

import numpy as np
import pytest

from feedback.models import Comparison, Generator, Prompt, Response, Upkeep
from feedback.services.answering import submit_preference
from feedback.services.prompts import text_hash
from feedback.services.serving import lease_next
from rewardmodel.learning.encoders.features import LOG_LENGTH_CENTRE, Length
from rewardmodel.models import LiveHead
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import Item, prepare_features
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.response_rewards import score_responses
from rewardmodel.services.scored_texts import phi_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scorer")]
REWARD = "/api/v1/projects/plumb/reward/"
WORDS = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "that",
    "for",
    "with",
    "as",
    "are",
    "on",
    "by",
    "this",
]


def text(words, seed):
    return " ".join(random.Random(seed).choices(WORDS, k=words))


@pytest.fixture
def longer_wins(project, people):
    """60 answers to 20 prompts of four responses: the longer one always wins."""
    project.queue_size = 200
    project.save()
    generator = Generator.objects.create(project=project, name="g", kind="import")
    for number in range(20):
        prompt = Prompt.objects.create(
            project=project,
            messages=[{"role": "user", "content": f"Say what is {number}."}],
            content_hash=f"{number:064d}",
            origin=f"made {number}",
        )
        texts = [text(words, number * 10 + words) for words in (12, 4, 120, 40)]
        made = [
            Response.objects.create(
                prompt=prompt, generator=generator, text=said, content_hash=text_hash(said)
            )
            for said in texts
        ]
        for a, b in ((0, 1), (0, 2), (2, 3)):
            Comparison.objects.create(
                project=project, prompt=prompt, response_a=made[a], response_b=made[b],
                wanted=1, stream="random", acquisition_rule="random",
            )  # fmt: skip
    for number in range(60):
        lease = lease_next(project=project, annotator=people["annotator"])
        pair = lease.comparison
        longer = len(pair.response_a.text) > len(pair.response_b.text)
        submit_preference(
            comparison_id=pair.pk, annotator=people["annotator"],
            choice="a" if longer else "b", submission_key=f"{number:036d}",
        )  # fmt: skip
    reader = load_live(ensure_live_head(project)).reader
    prepare_features(project_id=project.pk, reader=reader)
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    return project


SHORT = {"prompt": "Say it.", "response": text(5, 1)}
LONG = {"prompt": "Say it.", "response": text(300, 2)}


def rewards_of(client, url=REWARD, **options):
    answer = client.post(url, {"items": [SHORT, LONG], **options})
    assert answer.status_code == 200, answer.content
    return [each["mean"] for each in answer.json()["rewards"]], answer.json()


def test_served_rewards_pay_for_length_as_they_are_asked_to(client_of, longer_wins):
    client = client_of("researcher")
    weight = load_live(ensure_live_head(longer_wins)).posterior.mean[-2]
    assert weight > 0.1
    unpaid, told = rewards_of(client)
    assert (told["length"], told["length_cap"]) == ("unpaid", None)
    paid, told = rewards_of(client, length="paid")
    assert (told["length"], told["length_cap"]) == ("paid", None)
    capped, told = rewards_of(client, length="capped", length_cap=50)
    assert (told["length"], told["length_cap"]) == ("capped", 50)
    logs = np.log1p([5, 300]) - LOG_LENGTH_CENTRE
    assert np.subtract(paid, unpaid) == pytest.approx(weight * logs, abs=1e-5)
    limit = np.minimum(logs, np.log1p(50) - LOG_LENGTH_CENTRE)
    assert np.subtract(capped, unpaid) == pytest.approx(weight * limit, abs=1e-5)


def test_a_projects_setting_holds_wherever_rewards_are_served(client_of, longer_wins):
    client, admin = client_of("researcher"), client_of("admin")
    address = "/api/v1/projects/plumb/"
    etag = client.post(REWARD, {"items": [LONG]})["ETag"]
    assert not Upkeep.objects.filter(kind="rewards").exists()
    changed = admin.patch(address, {"length": "capped", "length_cap": 50})
    assert (changed.status_code, changed.json()["length"]) == (200, "capped")
    assert Upkeep.objects.filter(kind="rewards", project=longer_wins).exists()
    asked, _ = rewards_of(client, length="capped", length_cap=50)
    by_setting, told = rewards_of(client)
    assert by_setting == pytest.approx(asked)
    assert told["length_cap"] == 50
    again = client.post(REWARD, {"items": [LONG]}, headers={"If-None-Match": etag})
    assert again.status_code == 200  # what is paid is another
    queries = {"query": [LONG["prompt"] + LONG["response"]], "prompts": [LONG["prompt"]]}
    openrlhf = f"{REWARD}openrlhf/"
    assert client.post(openrlhf, queries).json()["rewards"] == pytest.approx(asked[1:])
    unpaid, _ = rewards_of(client, length="unpaid")
    found = client.post(f"{openrlhf}?length=unpaid", queries).json()["rewards"]
    assert found == pytest.approx(unpaid[1:])
    score_responses(project_id=longer_wins.pk)
    response = Response.objects.filter(text__startswith=text(120, 120)).get()
    reader, posterior, _ = load_live(ensure_live_head(longer_wins))
    phi, _ = phi_of(reader, [Item(response.prompt.messages, response.text)])
    way = Length("capped", 50)
    row = reader.layout.capped(phi, way) * reader.layout.paid_columns(way)
    assert response.reward == pytest.approx(float(row[0] @ posterior.mean), abs=1e-3)


@pytest.mark.parametrize(
    "options",
    [
        {"length": "double"},
        {"length": None},
        {"length": "paid", "length_cap": 9},
        {"length": "capped", "length_cap": 0},
        {"length": "capped", "length_cap": "many"},
        {"length_cap": 9},
    ],
)
def test_other_ways_are_refused(client_of, longer_wins, options):
    refused = client_of("researcher").post(REWARD, {"items": [SHORT], **options})
    assert refused.status_code == 400, refused.content
    assert set(refused.json()) == {"code", "message", "details"}


def test_the_worth_of_paying_is_measured_on_held_out_answers(client_of, longer_wins):
    found = client_of("researcher").get("/api/v1/projects/plumb/metrics/length/").json()
    assert (found["prompts"], found["answers"]) == (20, 60)
    assert found["sizes"] == [2, 4]
    gains = {way["length"]: way["gains"] for way in found["ways"]}
    assert list(gains) == ["unpaid", "paid", "capped"]
    best = gains["paid"][1]
    assert best["low"] > 0.8  # the longest is the best
    assert best["value"] >= gains["unpaid"][1]["value"]
    table = client_of("researcher").get("/api/v1/projects/plumb/metrics/length/?format=csv")
    assert b"best_of" in table.content


def test_without_answers_nothing_is_said_of_it(client_of, project):
    found = client_of("researcher").get("/api/v1/projects/plumb/metrics/length/").json()
    assert (found["length"], found["ways"], found["sizes"]) == ("unpaid", [], [])
    assert not LiveHead.objects.exists()


def test_the_client_asks_for_it(client_to, longer_wins):
    client = client_to()
    items = [(LONG["prompt"], LONG["response"])]
    unpaid, paid = (client.rewards(items, length=way).rewards[0].mean for way in ("unpaid", "paid"))
    assert paid > unpaid
