"""How the installation, or one project of it, is doing: workers, waiting work, lag, failures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
from django.apps import apps
from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from feedback.models import Preference, Project, Work
from feedback.models.work import PENDING
from feedback.selectors.fair_answers import may_be_learned
from feedback.selectors.workers import living_workers
from rewardmodel.models import LearnedPreference

# The latency is of so many answers at most, none learned longer ago than a day.
LATENCY_ANSWERS, LATENCY_AGE = 1000, timedelta(days=1)
# Work that was given up longer ago is no news any more.
MOST_FAILURES, FAILURE_AGE = 20, timedelta(days=7)


def health_of(project: Project | None = None) -> dict[str, Any]:
    """Health of everything, or of what is one project's; the workers are everybody's."""
    return {
        "workers": workers_by_queue(),
        "work": work_by_kind(project),
        "head_lag": head_lag(project),
        "answer_to_live": answer_to_live(project),
        "failures": last_failures(project),
    }


def workers_by_queue() -> list[dict[str, Any]]:
    """For each queue its workers heard within the last minute, and how much they do at a time."""
    living = living_workers()
    of_queues = {
        queue: [worker for worker in living if queue in worker.queues]
        for queue in settings.WORK_QUEUES
    }
    return [
        {
            "queue": queue,
            "alive": len(workers),
            "places": sum(worker.places for worker in workers),
        }
        for queue, workers in of_queues.items()
    ]


def work_by_kind(project: Project | None = None) -> list[dict[str, Any]]:
    """For each kind what is due and held by nobody, since how many seconds the oldest of it has
    waited, what is carried out, and what is put off: a later try, or a later slice."""
    now = timezone.now()
    free = Q(claimed_by="")
    due = Q(due_at__lte=now)
    counted: dict[str, dict[str, Any]] = {}
    for rows in _tables(project):
        grouped = rows.filter(state__in=PENDING).order_by().values("work")
        for row in grouped.annotate(
            waiting=Count("pk", filter=free & due),
            running=Count("pk", filter=~free),
            put_off=Count("pk", filter=free & ~due),
            since=Min(Greatest("waiting_since", "due_at"), filter=free & due),
        ):
            counted[row["work"]] = row
    none = {"waiting": 0, "running": 0, "put_off": 0, "since": None}
    return [
        {
            "kind": kind.name,
            "queue": kind.queue,
            "waiting": row["waiting"],
            "running": row["running"],
            "put_off": row["put_off"],
            "oldest_seconds": (now - row["since"]).total_seconds() if row["since"] else 0.0,
        }
        for kind in settings.WORK
        for row in [counted.get(kind.name, none)]
    ]


def head_lag(project: Project | None = None) -> list[dict[str, Any]]:
    """For each project that is not archived the answers that its live head has not learned yet,
    and the age of the oldest in seconds."""
    now = timezone.now()
    learned = LearnedPreference.objects.filter(
        head__project=OuterRef("project"), preference=OuterRef("pk")
    )
    # Annotated before it is compared, so that projects without a head are joined too.
    settled = Coalesce("project__live_head__settled_id", 0)
    answers = _cut(Preference.objects.annotate(settled=settled), project).filter(
        may_be_learned(), ~Exists(learned), is_current=True, pk__gt=F("settled")
    )
    behind = {
        row["project"]: row
        for row in answers.order_by()
        .values("project")
        .annotate(answers=Count("pk"), since=Min("created_at"))
    }
    open_ones = Project.objects.filter(archived_at__isnull=True)
    if project is not None:
        open_ones = Project.objects.filter(pk=project.pk)
    return [
        {
            "project": slug,
            "answers": behind[pk]["answers"] if pk in behind else 0,
            "oldest_seconds": (now - behind[pk]["since"]).total_seconds() if pk in behind else 0.0,
        }
        for pk, slug in open_ones.order_by("slug").values_list("pk", "slug")
    ]


def answer_to_live(project: Project | None = None) -> dict[str, Any]:
    """Seconds from an annotator's answer to the live head's having learned it: of the last
    thousand within a day. What a promotion or an import brought in bulk does not count."""
    learned = LearnedPreference.objects.filter(
        predicted__isnull=False,
        learned_at__gte=timezone.now() - LATENCY_AGE,
        preference__annotator__isnull=False,
    )
    if project is not None:
        learned = learned.filter(head__project=project)
    times = learned.order_by("-pk").values_list("learned_at", "preference__created_at")
    seconds = [
        max(0.0, (learned_at - given_at).total_seconds())
        for learned_at, given_at in times[:LATENCY_ANSWERS]
    ]
    median, p95 = np.percentile(seconds, [50, 95]).tolist() if seconds else (None, None)
    return {"answers": len(seconds), "median_seconds": median, "p95_seconds": p95}


def last_failures(project: Project | None = None) -> list[dict[str, Any]]:
    """The newest failures, newest first: what is tried again, with when, and what was given up
    within the last week (no ``retry_at``)."""
    given_up = Q(state=Work.State.FAILED, finished_at__gte=timezone.now() - FAILURE_AGE)
    found: list[dict[str, Any]] = []
    for rows in _tables(project):
        failed = rows.filter(given_up | Q(state__in=PENDING, failures__gt=0)).annotate(
            failed_at=Coalesce("finished_at", "waiting_since"),
            retry_at=Case(When(state__in=PENDING, then=F("due_at"))),
        )
        found += failed.order_by("-failed_at").values(
            "work", "project__slug", "id", "state", "failures", "error", "failed_at", "retry_at"
        )[:MOST_FAILURES]
    found.sort(key=lambda row: row["failed_at"], reverse=True)
    return [
        {"kind": row.pop("work"), "project": row.pop("project__slug"), **row}
        for row in found[:MOST_FAILURES]
    ]


def _tables(project: Project | None) -> Iterator[QuerySet[Any]]:
    """The rows of each table of work, with the name of their kind as ``work``."""
    for table in dict.fromkeys(kind.table for kind in settings.WORK):
        names = [kind.name for kind in settings.WORK if kind.table == table]
        name = F("kind") if len(names) > 1 else Value(names[0], output_field=CharField())
        yield _cut(apps.get_model(table)._default_manager.annotate(work=name), project)


def _cut(rows: QuerySet[Any], project: Project | None) -> QuerySet[Any]:
    return rows if project is None else rows.filter(project=project)
