"""The audit log: who changed what, from what to what. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One change that somebody made. Triggers in the database refuse to alter a row, and to delete
    one while its project exists; entries of no project stay for ever.

    People and projects are kept as bare ids, so that a row need not change when they go.
    ``before`` and ``after`` hold the fields that changed; secrets are never among them.
    """

    project_id: int | None
    actor_id: int | None
    about_id: int | None

    project = models.ForeignKey(
        "feedback.Project",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_index=False,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="Who did it; empty for a command or a worker.",
    )
    action = models.CharField(max_length=40, help_text="What was done: member.added ...")
    subject = models.CharField(max_length=200, blank=True, help_text="To what.")
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        help_text="To whom, where it is about a person.",
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="audit_of_project")]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
