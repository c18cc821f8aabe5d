"""Language models behind an address, and the work of having them write responses."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from feedback.models.projects import Project
from feedback.models.prompts import Generator, Prompt
from feedback.models.work import PENDING, Work

MOST_SAMPLES = 16


class Endpoint(models.Model):
    """How a generator reaches its model: an OpenAI-compatible chat-completions address.

    The key is either in an environment variable (``key_variable``) or in ``key_encrypted``, never
    in clear. ``calls`` and ``tokens`` are what was used of the budget.
    """

    generator = models.OneToOneField(Generator, on_delete=models.CASCADE, related_name="endpoint")
    url = models.URLField(max_length=500, help_text="Up to and without /chat/completions.")
    model = models.CharField(max_length=200)
    key_variable = models.CharField(max_length=100, blank=True, default="")
    key_encrypted = models.TextField(blank=True, default="")
    temperature = models.FloatField(
        default=0.7, validators=[MinValueValidator(0.0), MaxValueValidator(2.0)]
    )
    samples = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SAMPLES)],
        help_text="Responses to each prompt.",
    )
    timeout_seconds = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    retries = models.PositiveSmallIntegerField(
        default=4,
        validators=[MaxValueValidator(20)],
        help_text="Calls for one prompt that may fail before it is given up.",
    )
    max_calls = models.PositiveIntegerField(null=True, blank=True, help_text="Budget; or no bound.")
    max_tokens = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Budget in the model's tokens, in and out; or no bound."
    )
    calls = models.PositiveIntegerField(default=0)
    tokens = models.PositiveBigIntegerField(default=0)
    last_called_at = models.DateTimeField(null=True, blank=True)
    last_error = models.JSONField(
        null=True, blank=True, help_text="Why the last call got no answer: code, message."
    )

    def __str__(self) -> str:
        return f"{self.model} at {self.url}"


class Generation(Work):
    """One generator's work on one prompt, from being asked for to its responses.

    ``failures`` counts the calls that failed since it was last asked for.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="generations")
    prompt = models.ForeignKey(Prompt, on_delete=models.CASCADE, related_name="generations")
    generator = models.ForeignKey(Generator, on_delete=models.CASCADE, related_name="generations")
    samples_made = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prompt", "generator"], name="generation_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=PENDING), name="generations_pending"
            )
        ]

    def __str__(self) -> str:
        return f"generation {self.pk}"
