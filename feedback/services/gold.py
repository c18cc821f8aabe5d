"""Comparisons with known answers, by which annotators are qualified and watched."""

from __future__ import annotations

import random

from django.db import transaction

from feedback.errors import Refusal
from feedback.models import Comparison
from feedback.services.comparison_life import Event, lock_comparison, move, save_life

# Everybody may be asked: more than a project has annotators.
EVERYBODY = 32_767


def make_gold(*, comparison_id: int, expected: str) -> Comparison:
    """A gold comparison of the same pair, or the one there is, open and with this answer.

    The comparison itself stays as it is, with its stream, propensity and answers.
    """
    with transaction.atomic():
        model = lock_comparison(comparison_id)
        gold, created = Comparison.objects.get_or_create(
            response_a_id=model.response_a_id,
            response_b_id=model.response_b_id,
            stream=Comparison.Stream.GOLD,
            defaults={
                "project_id": model.project_id,
                "prompt_id": model.prompt_id,
                "acquisition_rule": "gold",
                "expected": expected,
                "wanted": EVERYBODY,
                "priority": random.random(),
            },
        )
        if not created:
            gold = lock_comparison(gold.pk)
            gold.expected = expected
            move(gold, Event.RENEWED)
            save_life(gold, "expected")
    return gold


def retire_gold(*, comparison_id: int) -> Comparison:
    """Asks it of nobody any more; the answers given stay, and still count as gold.

    Raises:
        Refusal: ``not_gold``.
    """
    with transaction.atomic():
        gold = lock_comparison(comparison_id)
        if gold.stream != Comparison.Stream.GOLD:
            raise Refusal("not_gold", "This comparison has no known answer.")
        move(gold, Event.RETIRED)
        save_life(gold)
    return gold
