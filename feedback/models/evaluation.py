"""Evaluation sets: imported for evaluation only, apart from all that is asked and trained on."""

from __future__ import annotations

from django.db import models

from feedback.models.imports import Import
from feedback.models.projects import Project


class EvaluationSet(models.Model):
    """A named set of known orders of responses. Every version is scored on it, none learns it."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="evaluation_sets", db_index=False
    )
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="evaluation_set_once")
        ]

    def __str__(self) -> str:
        return self.name


class EvaluationItem(models.Model):
    """A prompt, the texts of responses to it, and pairs [better, worse] of their places.

    ``content_hash`` is the hash of the messages, by which prompts that are trained on are kept
    out. ``subset`` is what its file says it belongs to.
    """

    evaluation_set = models.ForeignKey(
        EvaluationSet, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    messages = models.JSONField()
    responses = models.JSONField()
    pairs = models.JSONField()
    subset = models.CharField(max_length=100, blank=True)
    content_hash = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=64)
    brought_by = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, related_name="evaluation_items"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation_set", "key"], name="evaluation_item_once")
        ]

    def __str__(self) -> str:
        return f"evaluation item {self.pk}"
