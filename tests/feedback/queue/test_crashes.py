"""Sixteen annotators in four processes that are killed now and then in the middle of their work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from feedback.models import Comparison, Generator, Preference, Prompt, Response, User
from feedback.selectors.leases import live_leases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

PROCESSES, THREADS = 4, 4
# All 5,000 take minutes: PLUMBLINE_TEST_COMPARISONS=5000.
COMPARISONS = int(os.environ.get("PLUMBLINE_TEST_COMPARISONS", "400"))
CRASHES = 12  # to be expected
SECONDS = 120 + COMPARISONS / 5  # before it is given up


@pytest.fixture(autouse=True)
def _needs_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: SQLite lets one writer in at a time")


def fill(project, overlap: int) -> None:
    generator = Generator.objects.create(project=project, name="g", kind="import")
    prompts = Prompt.objects.bulk_create(
        Prompt(project=project, messages=[], content_hash=str(i), origin=str(i))
        for i in range(COMPARISONS)
    )
    responses = Response.objects.bulk_create(
        Response(prompt=prompt, generator=generator, text=side, content_hash=side)
        for prompt in prompts
        for side in "ab"
    )
    Comparison.objects.bulk_create(
        Comparison(
            project=project,
            prompt=prompt,
            response_a=responses[2 * i],
            response_b=responses[2 * i + 1],
            stream="random" if i % 5 == 0 else "active",
            wanted=overlap,
            priority=i % 7,
        )
        for i, prompt in enumerate(prompts)
    )


def start(project, crash: float, names: list[str]) -> subprocess.Popen[bytes]:
    address = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    program = [sys.executable, "-m", "tests.feedback.queue.crashing_annotators"]
    return subprocess.Popen(
        [*program, project.slug, str(crash), *names], env=os.environ | {"DATABASE_URL": database}
    )


@pytest.mark.parametrize("overlap", [1, 3])
def test_each_is_answered_as_often_as_wanted_whoever_dies(project, overlap):
    fill(project, overlap)
    names = [f"annotator{i}" for i in range(PROCESSES * THREADS)]
    User.objects.bulk_create(User(username=name) for name in names)
    crash = CRASHES / (COMPARISONS * overlap)
    teams = [names[i::PROCESSES] for i in range(PROCESSES)]
    running = {tuple(team): start(project, crash, team) for team in teams}
    deaths, give_up = 0, time.monotonic() + SECONDS
    while running and time.monotonic() < give_up:
        time.sleep(0.05)
        for team, process in list(running.items()):
            if process.poll() == 0:
                del running[team]
            elif process.poll() == -9:  # the same people come back; what they held is still theirs
                deaths += 1
                running[team] = start(project, crash, list(team))
            else:
                assert process.poll() is None
    for process in running.values():
        process.kill()
    answers = Counter(Preference.objects.values_list("comparison", flat=True))
    assert deaths > 0
    assert set(answers.values()) == {overlap}
    assert len(answers) == COMPARISONS
    each = Counter(Preference.objects.values_list("comparison", "annotator"))
    assert set(each.values()) == {1}
    assert not live_leases().exists()
    assert set(Comparison.objects.values_list("status", "answers")) == {("closed", overlap)}
