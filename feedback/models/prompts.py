"""Prompts, the responses to them, and where responses come from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from feedback.models.projects import Project


class Prompt(models.Model):
    """What was asked: chat messages (a plain prompt is one user message), with metadata.

    ``origin`` is the key by which the source of the prompt is known again, so that importing the
    same row twice makes one prompt. ``content_hash`` is the hash of the messages alone: two rows
    of a file may ask the same thing, and all of them fall on the same side of every data split.
    """

    # Foreign keys that lead a unique constraint need no index besides.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="prompts", db_index=False
    )
    messages = models.JSONField(help_text="A list of {role, content}.")
    metadata = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64)
    origin = models.CharField(max_length=64)
    node = models.ForeignKey(
        "feedback.Node", on_delete=models.CASCADE, null=True, blank=True, related_name="prompts"
    )
    brought_by = models.ForeignKey(
        "feedback.Import", on_delete=models.SET_NULL, null=True, blank=True, related_name="prompts"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "origin"], name="prompt_origin_once")
        ]
        indexes = [models.Index(fields=["content_hash"], name="prompt_content")]

    def __str__(self) -> str:
        return f"prompt {self.pk}"


class Usability(models.TextChoices):
    """What can be expected of a generator that is asked to write."""

    OFF = "off", "Not in use"
    UNTRIED = "untried", "Not called yet"
    WORKING = "working", "In use"
    FAILING = "failing", "Does not answer"


class Generator(models.Model):
    """A source of responses."""

    class Kind(models.TextChoices):
        IMPORT = "import", "Imported"
        EXTRACTIVE = "extractive", "Built-in extractive summariser"
        ENDPOINT = "endpoint", "Language model behind an address"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="generators")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="generator_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def usability(self) -> Usability:
        """Off, or how the last call of its model went."""
        endpoint = getattr(self, "endpoint", None)
        if not self.enabled:
            return Usability.OFF
        if endpoint is None:
            return Usability.WORKING
        if endpoint.last_called_at is None:
            return Usability.UNTRIED
        return Usability.FAILING if endpoint.last_error else Usability.WORKING


class Checkpoint(models.Model):
    """A released state of the model behind a generator's address. Figures never mix two of them.

    ``model`` is the name under which the server knows it; empty where that is the endpoint's.
    """

    generator = models.ForeignKey(
        Generator, on_delete=models.CASCADE, related_name="checkpoints", db_index=False
    )
    name = models.CharField(max_length=100)
    model = models.CharField(max_length=200, blank=True, default="")
    released_at = models.DateTimeField(help_text="From then on it is what the generator writes.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generator", "name"], name="checkpoint_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Response(models.Model):
    """One model output for a prompt. The last four columns hold what the model thinks of it.

    ``external_id`` is the name by which an imported file knows it, where it has one: rows of other
    files may then refer to it. Two texts of one prompt are one response unless their source names
    them apart; ``generator`` is the one that it came with, `Authorship` says who else wrote it.
    """

    prompt = models.ForeignKey(
        Prompt, on_delete=models.CASCADE, related_name="responses", db_index=False
    )
    generator = models.ForeignKey(Generator, on_delete=models.PROTECT, related_name="responses")
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    external_id = models.CharField(max_length=100, blank=True, default="")
    brought_by = models.ForeignKey(
        "feedback.Import",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="responses",
    )
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="responses"
    )
    sampling = models.JSONField(
        null=True, blank=True, help_text="How it was drawn: model, temperature, top_p, max_tokens."
    )
    log_probability = models.FloatField(
        null=True, blank=True, help_text="Natural logarithm, by the model that wrote it."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    reward = models.FloatField(null=True, blank=True)
    reward_std = models.FloatField(null=True, blank=True)
    win_probability = models.FloatField(
        null=True, blank=True, help_text="Probability that it is the best response of its prompt."
    )
    scored_step = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The live head's step that these figures come from."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["prompt", "content_hash", "external_id"], name="response_once_a_prompt"
            )
        ]
        indexes = [
            models.Index(
                fields=["external_id"], condition=~Q(external_id=""), name="response_named"
            ),
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Authorship(models.Model):
    """A further generator, or checkpoint of one, that wrote the text of a response, beside the one
    that it came with."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="further_authors", db_index=False
    )
    generator = models.ForeignKey(Generator, on_delete=models.PROTECT, related_name="further_texts")
    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="further_texts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "generator"],
                condition=Q(checkpoint__isnull=True),
                name="author_once",
            ),
            models.UniqueConstraint(
                fields=["response", "checkpoint"],
                condition=Q(checkpoint__isnull=False),
                name="author_checkpoint_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.generator} of {self.response}"
