"""What lost its message or its worker is found, whatever kind it is."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from feedback.models import (
    Generation,
    GenerationPlan,
    GenerationRound,
    Generator,
    Job,
    MonitorRound,
    Prompt,
    Removal,
    Upkeep,
)
from feedback.services.work import ask, cancel
from feedback.services.work.claiming import claim, take
from feedback.services.work.holding import SILENCE, Stopped, tell
from feedback.services.work.kinds import kind_of
from feedback.services.work.running import run_slice
from feedback.services.work.sweeping import MOST_DEATHS, sweep
from feedback.services.work.waking import waiting_messages
from rewardmodel.models import (
    AuditResult,
    BehaviourAudit,
    ModelVersion,
    Promotion,
    TrainingRun,
)

pytestmark = pytest.mark.django_db
UPKEEP = (
    "learn",
    "refit",
    "refresh",
    "features",
    "rewards",
    "documents",
    "reading",
    "evaluation",
    "attacks",
)


@pytest.fixture(autouse=True)
def _no_messages(settings: Any) -> None:
    """As if the broker had been flushed."""
    with current_app.connection_for_write() as connection, connection.channel() as channel:
        for queue in settings.WORK_QUEUES:
            channel.queue_declare(queue)
            channel.queue_purge(queue)


def a_row_of_each(project: Any) -> list[Any]:
    version = ModelVersion.objects.create(project=project, number=1, encoder_key="k")
    audit = BehaviourAudit.objects.create(project=project, name="a", questions=[])
    prompt = Prompt.objects.create(project=project, messages=[], content_hash="0", origin="x")
    generator = Generator.objects.create(project=project, name="small", kind="endpoint")
    return [
        Job.objects.create(project=project, kind="import", format="trl"),
        Job.objects.create(project=project, kind="model", format="trl"),
        Job.objects.create(project=project, kind="export", format="trl"),
        Generation.objects.create(project=project, prompt=prompt, generator=generator),
        GenerationRound.objects.create(
            project=project,
            plan=GenerationPlan.objects.create(project=project, name="all"),
            number=1,
        ),
        MonitorRound.objects.create(
            project=project, samples=4, ns=[2, 4], most_prompts=5, tolerance=0.1, seed=1
        ),
        TrainingRun.objects.create(project=project),
        Removal.objects.create(project=project, kind="prompt", target={}),
        Promotion.objects.create(project=project, version=version),
        AuditResult.objects.create(project=project, audit=audit),
        *(Upkeep.objects.create(project=project, kind=kind) for kind in UPKEEP),
        Upkeep.objects.create(project=None, kind="words"),
    ]


def test_a_lost_message_is_sent_again_once(project, settings):
    assert {kind_of(row).name for row in a_row_of_each(project)} == {
        kind.name for kind in settings.WORK
    }
    assert [waiting_messages(queue) for queue in settings.WORK_QUEUES] == [0, 0, 0, 0]
    sweep()
    sent = [waiting_messages(queue) for queue in settings.WORK_QUEUES]
    assert all(sent)
    sweep()  # they wait already
    assert [waiting_messages(queue) for queue in settings.WORK_QUEUES] == sent


def test_nothing_is_sent_where_nothing_is_due(project, settings):
    ask("refresh", project_id=project.pk, delay=60)
    sweep()
    assert [waiting_messages(queue) for queue in settings.WORK_QUEUES] == [0, 0, 0, 0]


def test_what_is_held_by_the_dead_is_taken_up_by_another_whatever_it_is(project):
    for row in a_row_of_each(project):
        kind = kind_of(row)
        held = take(kind, row.pk)
        assert take(kind, row.pk) is None
        sweep()
        assert take(kind, row.pk) is None  # it may only be slow
        type(row).objects.filter(pk=row.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
        sweep()
        again = take(kind, row.pk)
        assert again is not None
        assert again.claimed_by != held.claimed_by
        with pytest.raises(Stopped):
            tell(held, progress=0.5)


def test_upkeep_that_was_asked_for_meanwhile_is_that_one(project):
    ask("documents", project_id=project.pk)
    dead = claim("soon")
    ask("documents", project_id=project.pk)
    Upkeep.objects.filter(pk=dead.pk).update(heartbeat_at=timezone.now() - SILENCE * 2)
    sweep()
    (left,) = Upkeep.objects.filter(kind="documents")
    assert (left.state, left.failures, left.error["code"]) == ("queued", 1, "worker_lost")
    assert claim("soon") == left


def test_what_kills_every_worker_is_given_up_but_not_upkeep(project):
    job = Job.objects.create(project=project, kind="export", format="trl")
    ask("rewards", project_id=project.pk)
    for _ in range(MOST_DEATHS + 1):
        for model in (Job, Upkeep):
            model.objects.update(due_at=timezone.now())
        claim("bulk")
        claim("bulk")
        for model in (Job, Upkeep):
            model.objects.update(heartbeat_at=timezone.now() - SILENCE * 2)
        sweep()
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "worker_lost")
    left = Upkeep.objects.get(kind="rewards")
    assert (left.state, left.failures) == ("queued", MOST_DEATHS + 1)


def test_what_was_cancelled_while_it_ran_stays_so(project):
    job = Job.objects.create(project=project, kind="export", format="raw")
    held = claim("bulk")
    cancel(job)
    run_slice(held)
    job.refresh_from_db()
    assert (job.state, job.report) == ("cancelled", {})
