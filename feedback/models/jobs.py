"""Long work that a page follows: imports and exports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback.models.projects import Project
from feedback.models.work import PENDING, Work


class Job(Work):
    """One import, export or model taken away, from being asked for to its report."""

    class Kind(models.TextChoices):
        IMPORT = "import"
        EXPORT = "export"
        MODEL = "model"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    format = models.CharField(max_length=40)
    filename = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=dict, blank=True)
    file = models.FileField(upload_to="jobs/%Y/%m/", blank=True)
    report = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(state="running"),
                name="one_running_job_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=PENDING), name="jobs_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Snapshot(models.Model):
    """An immutable export: the file, what it holds, how it was made, and its dataset card.

    ``sha256`` is the hash of the file. Rows are written once, by the export that makes them. One
    that was withdrawn has lost its file; the row says so.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="snapshots")
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="snapshot"
    )
    format = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    options = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    licence = models.CharField(max_length=100, blank=True)
    card = models.TextField(blank=True)
    croissant = models.JSONField(default=dict, blank=True, help_text="Croissant metadata.")
    file = models.FileField(upload_to="snapshots/%Y/%m/")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"snapshot {self.pk}"
