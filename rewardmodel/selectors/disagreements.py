"""Answers that the model was most sure would be otherwise."""

from __future__ import annotations

from typing import Any

from feedback.models import Comparison, Project
from feedback.pseudonyms import annotator_pseudonym
from feedback.selectors.excerpts import prompt_excerpt
from rewardmodel.models import LearnedPreference

MOST = 50
EXCERPT = 280


def disagreements(project: Project) -> list[dict[str, Any]]:
    """The people's answers for a side that the model gave the least probability, least first.

    By the prediction made before the answer was seen. Ties are no disagreement, and answers that
    were withdrawn no longer count. Gold comparisons have their answer.
    """
    rows = (
        LearnedPreference.objects.filter(
            head__project=project,
            correct=0.0,
            preference__annotator__isnull=False,
            preference__is_current=True,
        )
        .exclude(preference__comparison__stream=Comparison.Stream.GOLD)
        .select_related(
            "preference__comparison__prompt__node",
            "preference__comparison__response_a__generator",
            "preference__comparison__response_b__generator",
        )
        .order_by("predicted", "pk")[:MOST]
    )
    return [_row(learned, project.pk) for learned in rows]


def _row(learned: LearnedPreference, project_id: int) -> dict[str, Any]:
    preference = learned.preference
    comparison = preference.comparison
    assert preference.annotator_id is not None
    a, b = comparison.response_a, comparison.response_b
    return {
        "comparison": comparison.pk,
        "preference": preference.pk,
        "rater": annotator_pseudonym(project_id, preference.annotator_id),
        "choice": preference.choice,
        "probability": learned.predicted,
        "probability_a": learned.probability_a,
        "probability_b": learned.probability_b,
        "answered_at": preference.created_at,
        "prompt_excerpt": prompt_excerpt(comparison.prompt, EXCERPT),
        "response_a": a.text[:EXCERPT],
        "response_b": b.text[:EXCERPT],
        "generator_a": a.generator.name,
        "generator_b": b.generator.name,
        "stream": comparison.stream,
        "status": comparison.status,
        "answers": comparison.answers,
        "wanted": comparison.wanted,
        "asked_again": comparison.asked_again_at is not None,
    }
