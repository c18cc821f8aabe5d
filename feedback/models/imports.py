"""Files that were brought in, each a thing of its own that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.models.jobs import Job
from feedback.models.projects import Project


class Import(models.Model):
    """One file that was read into a project. What it brought first names it as ``brought_by``.

    ``file`` is the upload, where it came over HTTP, until it expires or is deleted. An import that
    was taken back stays listed; its rows are gone.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imports")
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="brought"
    )
    filename = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    format = models.CharField(max_length=40)
    options = models.JSONField(default=dict, blank=True, help_text="The mapping among them.")
    report = models.JSONField(default=dict, blank=True)
    so_far = models.JSONField(
        default=dict,
        blank=True,
        help_text="While it is stored: batches that are, and what was counted in them.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportMapping(models.Model):
    """Which field of a file plays which role, kept by name for further files of the same shape."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="import_mappings", db_index=False
    )
    name = models.CharField(max_length=100)
    mapping = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="import_mapping_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BroughtAgain(models.Model):
    """A row that an import found there already: it stays when the import that brought it first is
    taken back, and is then this one's."""

    class Kind(models.TextChoices):
        PROMPT = "prompt"
        RESPONSE = "response"
        PREFERENCE = "preference"
        RATING = "rating"
        DOCUMENT = "document"

    brought_by = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="again", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    row = models.PositiveBigIntegerField(help_text="Its id.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brought_by", "kind", "row"], name="again_once")
        ]
        indexes = [models.Index(fields=["kind", "row"], name="brought_again")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row} again"
