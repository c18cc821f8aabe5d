"""Background work: what is due is a row, and a message only wakes a worker for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from feedback.models.projects import Project

PENDING = ("queued", "running")


class Work(models.Model):
    """What a worker is to do, from being asked for to its end.

    Who carries it out holds it: ``claimed_by`` names the holder, whose ``heartbeat_at`` moves every
    few seconds. A running row that nobody holds is between two slices. Long work goes to the end
    of the line, which ``waiting_since`` orders, after each slice.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waits for a worker"
        RUNNING = "running", "Begun and not ended"
        SUCCEEDED = "succeeded", "Done"
        FAILED = "failed", "Given up; can be tried again"
        CANCELLED = "cancelled", "No longer wanted"

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(default=timezone.now, help_text="Not taken up before.")
    waiting_since = models.DateTimeField(default=timezone.now)
    claimed_by = models.CharField(max_length=100, blank=True, default="")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(
        default=0, help_text="How often a worker began it; more than once where one was killed."
    )
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="Tries in a row that failed, since it last got on."
    )
    progress = models.FloatField(default=0.0)
    error = models.JSONField(
        null=True, blank=True, help_text="What the last failed try said: code, message, details."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Upkeep(Work):
    """Work that follows from others: learning, refreshing, embedding. Gone when it is done.

    At most one of a kind and project waits, and at most one runs: asked for while one waits, it is
    that one; while one runs, it comes once more. ``position`` is where the next slice goes on.
    """

    kind = models.CharField(max_length=20)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="upkeep"
    )
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            *(
                models.UniqueConstraint(
                    fields=["kind", "project"],
                    condition=Q(state=state, project__isnull=False),
                    name=f"one_{state}_upkeep",
                )
                for state in PENDING
            ),
            *(
                models.UniqueConstraint(
                    fields=["kind"],
                    condition=Q(state=state, project__isnull=True),
                    name=f"one_{state}_upkeep_of_all",
                )
                for state in PENDING
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.project}"


class Turn(models.Model):
    """When a project last had its turn in a queue, so that projects take turns."""

    queue = models.CharField(max_length=20)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "project"], name="turn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} in {self.queue}"


class Worker(models.Model):
    """A worker process and its last sign of life. ``places`` is how much it does at a time."""

    name = models.CharField(max_length=200, unique=True)
    queues = models.JSONField(default=list)
    places = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
