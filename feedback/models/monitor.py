"""Monitor rounds: what the reward promises of best-of-n, held against what people say."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback.models.projects import Project
from feedback.models.prompts import Generator
from feedback.models.work import Work


class MonitorRound(Work):
    """Blind comparisons of best-of-n picks with uniform ones, one a prompt.

    Drawing it is the work. From then on it is open until somebody closes it, and till then no
    answer to it is learned. ``drawn`` holds what the head made of the samples when it was drawn: a
    list of {prompt, responses, rewards, lengths, predicted, pair, comparison}; ``predicted`` are
    the expected answers of all pairs i < j in order, ``pair`` is the place of the one asked.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="monitor_rounds")
    generator = models.ForeignKey(
        Generator,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The base, whose responses are chosen among; empty: all responses.",
    )
    samples = models.PositiveSmallIntegerField(help_text="Scored responses of each prompt.")
    ns = models.JSONField(default=list, help_text="The n of best-of-n that figures are of.")
    most_prompts = models.PositiveIntegerField()
    tolerance = models.FloatField(
        help_text="How far the promised win rate may be above people's without an alarm."
    )
    seed = models.PositiveBigIntegerField(help_text="Of all that was drawn.")
    version = models.PositiveIntegerField(null=True, help_text="Number of the version that scored.")
    step = models.PositiveBigIntegerField(null=True, help_text="Of the live head that scored.")
    drawn = models.JSONField(default=list)
    looked = models.PositiveIntegerField(default=0, help_text="Answers at the last look.")
    alarm = models.JSONField(null=True, blank=True, help_text="n, and the answers until then.")
    alarmed_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(closed_at__isnull=True, state__in=("queued", "running", "succeeded")),
                name="one_monitor_round_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"monitor round {self.pk}"
