"""What the model believes of those who answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from feedback.models.projects import Project

LONGEST_NAME = 100  # as long as imported answers may name their rater


class RaterBelief(models.Model):
    """How the live head takes one rater's answers. Written by the model, read by exports too.

    A rater is an annotator, or the ``pseudonym`` of an imported one; the row with neither is the
    typical rater, who stands for those not met yet. With z the difference of two rewards, the
    rater answers a, b or tie with odds e^{u/2} : e^{-u/2} : e^{log_tie}, where

        u = e^log_reliability x z + (S + s) x (1 if a was shown first, -1 if b was, else 0)

    S is the ``side_bias`` of the typical rater, which all share, and s that of the rater beside it.
    The deviations are those of the posterior, as the last refit left it.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="rater_beliefs", db_index=False
    )
    annotator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    pseudonym = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    answers = models.PositiveIntegerField(default=0)
    log_reliability = models.FloatField(default=0.0, help_text="0 for the typical rater.")
    log_reliability_std = models.FloatField(default=0.0)
    side_bias = models.FloatField(
        default=0.0,
        help_text="In units of reward, beside the common one; positive for what is shown first.",
    )
    side_bias_std = models.FloatField(default=0.0)
    log_tie = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "annotator"],
                condition=Q(annotator__isnull=False),
                name="annotator_believed_once",
            ),
            models.UniqueConstraint(
                fields=["project", "pseudonym"],
                condition=Q(annotator__isnull=True),
                name="imported_rater_believed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator or self.pseudonym or 'the typical rater'}"
