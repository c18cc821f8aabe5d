"""Two live workers share the projects; when one is killed, the other takes over in 30 seconds."""

from __future__ import annotations

import os
import signal
import time

import httpx
import pytest

from bench.stack import Stack, find_database, find_redis, running_stack
from config.demo import worker
from config.supervisor import Child
from tests.e2e.people import answer_next, client_for, number, wait_for

pytestmark = [pytest.mark.services]
WITHIN = 30.0  # seconds
MAKE = """
from feedback.models import *
from feedback.services.prompts import messages_hash, text_hash
for slug in {slugs}:
    project = Project.objects.create(slug=slug, name=slug, random_share=1.0)
    user, _ = User.objects.get_or_create(username="annotator")
    Membership.objects.create(project=project, user=user, role="annotator")
    generator = Generator.objects.create(project=project, name="written", kind="import")
    for index in range(6):
        messages = [dict(role="user", content="Question %d" % index)]
        prompt = Prompt.objects.create(project=project, messages=messages,
            content_hash=messages_hash(messages), origin=str(index))
        a, b = (
            Response.objects.create(prompt=prompt, generator=generator, text=text,
                content_hash=text_hash(text))
            for text in ("One %d." % index, "Another %d." % index)
        )
        Comparison.objects.create(project=project, prompt=prompt, response_a=a, response_b=b,
            stream="random")
"""
OWNERS = """
from feedback.models import Project
from feedback.services.work.shards import shard_of
print(*(f"{p.slug}={shard_of(p.pk)}" for p in Project.objects.all()))
"""


def second_worker(stack: Stack) -> Child:
    command = worker("live", "--pool", "solo")
    command[command.index("live@%h")] = "second@%h"
    return Child("second", command, stack.home / "second.log")


def owners(stack: Stack) -> dict[str, str]:
    said = stack.manage("shell", "-v", "0", "-c", OWNERS).split()
    return dict(each.split("=", 1) for each in said if "=" in each)


def all_learned(stack: Stack) -> bool:
    stored = number(stack, "SELECT count(*) FROM feedback_preference WHERE is_current")
    learned = number(stack, "SELECT count(*) FROM rewardmodel_learnedpreference")
    twice = number(
        stack,
        "SELECT count(*) - count(DISTINCT preference_id) FROM rewardmodel_learnedpreference",
    )
    assert twice == 0
    return stored == learned


def test_a_killed_workers_projects_are_learned_by_the_other(tiny_encoder_folder):
    if find_database() is None or find_redis() is None:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("not found: PostgreSQL or Redis")
        pytest.skip("not found: PostgreSQL or Redis")
    slugs = [f"p{index}" for index in range(6)]
    settings = {"PLUMBLINE_ENCODER": str(tiny_encoder_folder)}
    with running_stack(parts=("web", "live"), settings=settings) as stack:
        second = second_worker(stack)
        stack.supervisor.start(second)
        assert stack.supervisor.wait_until(lambda: second.has_said(b" ready."), seconds=90)
        stack.manage("shell", "-v", "0", "-c", MAKE.replace("{slugs}", repr(slugs)))
        wait_for(lambda: len(set(owners(stack).values())) == 2, seconds=30)
        annotator = client_for(stack, "annotator")
        answer_all(annotator, slugs)
        wait_for(lambda: all_learned(stack), seconds=60)

        stack.supervisor.children.remove(second)  # it shall not come back
        assert second.process is not None
        os.kill(second.process.pid, signal.SIGKILL)
        second.process.wait()
        killed = time.monotonic()
        answer_all(annotator, slugs)
        wait_for(lambda: all_learned(stack), seconds=WITHIN - (time.monotonic() - killed))
        assert {queue.rsplit("-", 1)[0] for queue in owners(stack).values()} == {"live-live"}


def answer_all(annotator: httpx.Client, slugs: list[str]) -> None:
    for slug in slugs:
        answer_next(annotator, slug, "a")
