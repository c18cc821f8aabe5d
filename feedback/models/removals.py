"""Deleting: what somebody asked to be gone, how far it is, and what went."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.models.projects import Project
from feedback.models.work import Work


class Removal(Work):
    """One deletion, carried out in slices by a worker; what a dead one left is gone on with.

    ``target`` names what goes by ids (and, until it is done, an imported rater by pseudonym).
    ``removed`` counts rows by table. When a project is deleted its row here stays, without it.
    """

    class Kind(models.TextChoices):
        RATER = "rater", "One person's answers"
        PROMPT = "prompt", "A prompt with all about it"
        DOCUMENT = "document", "A document with its tree"
        IMPORT = "import", "All that an import brought"
        UPLOAD = "upload", "The file of an import"
        PROJECT = "project", "A project"

    class Mode(models.TextChoices):
        ERASE = "erase", "The answers go"
        ANONYMISE = "anonymise", "The answers stay, of nobody known"

    project = models.ForeignKey(
        Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="removals"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    target = models.JSONField(default=dict)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ERASE)
    reason = models.CharField(max_length=500)
    withdraw_snapshots = models.BooleanField(
        default=False, help_text="Whether the snapshots that hold it lose their files."
    )
    planned = models.JSONField(default=dict, help_text="What the preview counted.")
    removed = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"removal {self.pk}"
