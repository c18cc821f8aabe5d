"""What the model thinks of those who answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from feedback.models.projects import Project


class RaterOpinion(models.Model):
    """How the live head takes one rater's answers. Written by the model, read by exports.

    A rater is an annotator, or the ``pseudonym`` of an imported one; the row with neither is the
    typical rater, who stands for those not met yet. With z the difference of two rewards, the
    rater answers a, b or tie with odds e^{u/2} : e^{-u/2} : e^{log_tie}, where
    u = reliability x z + side_bias x (1 if a was shown first, -1 if b was, 0 where unknown).
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="rater_opinions", db_index=False
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    pseudonym = models.CharField(max_length=100, blank=True, default="")
    reliability = models.FloatField(help_text="1 for the typical rater, 0 for one who guesses.")
    side_bias = models.FloatField(help_text="In units of reward; that of all raters included.")
    log_tie = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["project"], name="rater_opinions")]

    def __str__(self) -> str:
        return f"{self.annotator or self.pseudonym or 'the typical rater'}"
