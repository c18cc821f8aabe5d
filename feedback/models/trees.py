"""Long documents and the trees of subtasks split from them."""

from __future__ import annotations

from django.db import models

from feedback.models.projects import Project
from feedback.models.prompts import Prompt, Response
from feedback.text.direction import without_direction_controls


class Document(models.Model):
    """A long text, worked on as a tree of nodes. ``splitting`` records the options it was split
    with; ``context_from`` says what a node is told of what stands before it.

    While it is read, it has no text yet, and ``content_hash`` is empty: ``upload`` is what was
    sent, whose hash is ``upload_hash``. ``error`` says why it could not be read."""

    class State(models.TextChoices):
        READING = "reading", "Being read and split"
        FAILED = "failed", "It could not be read or split"
        WAITING = "waiting", "Not begun"
        OPEN = "open", "Being answered"
        SETTLED = "settled", "Its root has settled"

    class Context(models.TextChoices):
        TEXT = "text", "The last sentences before it"
        SUMMARIES = "summaries", "The settled summaries of the siblings before it"
        NONE = "none", "Nothing"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    upload = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    upload_name = models.CharField(max_length=255, blank=True)
    upload_hash = models.CharField(max_length=64, blank=True)
    error = models.JSONField(null=True, blank=True)
    splitting = models.JSONField(default=dict, blank=True)
    context_from = models.CharField(max_length=10, choices=Context.choices, default=Context.TEXT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    brought_by = models.ForeignKey(
        "feedback.Import",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "content_hash"],
                condition=~models.Q(content_hash=""),
                name="document_once",
            ),
            models.UniqueConstraint(
                fields=["project", "upload_hash"],
                condition=~models.Q(upload_hash=""),
                name="upload_once",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        """Its title; until it is read, it may have the name of its file only."""
        return without_direction_controls(self.title or self.upload_name)


class Node(models.Model):
    """One subtask: summarise a span of the document (height 0) or the children's summaries.

    ``in_doubt``: it was answered once more after it had settled, and is to be looked at again.

    ``start`` and ``end`` are the span of the document, in characters, that the node stands for.
    ``prompt`` is the present one; earlier ones (from before a child changed) stay in ``prompts``
    with the answers given on them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Its source is not complete yet"
        OPEN = "open", "Being answered"
        SETTLED = "settled", "Its best response is known"
        STALE = "stale", "What it was asked with has changed"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    height = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField(help_text="Order among the nodes of its height.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    context = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    prompt = models.OneToOneField(
        Prompt, on_delete=models.SET_NULL, null=True, blank=True, related_name="current_node"
    )
    settled_response = models.ForeignKey(
        Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    in_doubt = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "height", "position"], name="node_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"node {self.pk}"
