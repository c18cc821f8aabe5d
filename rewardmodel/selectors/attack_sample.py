"""The responses that the attack suite is tried on: few, good ones, the same for every version."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from feedback.models import Preference, Project, Prompt, Response

# Prompts of which one response each is attacked.
SAMPLE = 100


def attack_sample(project: Project, *, most: int = SAMPLE) -> list[Response]:
    """One response of each of some prompts, with its prompt.

    Prompts are taken in the order of their content's hash from a place on that the project's
    name decides: a random sample that stays the same while prompts come and go elsewhere. Of each
    prompt the response that people chose most often less those times it lost; among equals the
    one with the highest reward, then the oldest.
    """
    start = hashlib.sha256(f"attacks on {project.slug}".encode()).hexdigest()
    answered = Response.objects.filter(prompt=OuterRef("pk")).exclude(text="")
    prompts = Prompt.objects.filter(Exists(answered), project=project)
    prompts = prompts.order_by("content_hash", "pk")
    chosen = [*prompts.filter(content_hash__gte=start).values_list("pk", flat=True)[:most]]
    chosen += prompts.filter(content_hash__lt=start).values_list("pk", flat=True)[
        : most - len(chosen)
    ]
    best = _best_of(chosen)
    found = Response.objects.select_related("prompt").in_bulk([best[pk] for pk in chosen])
    return [found[best[pk]] for pk in chosen]


def last_asked(messages: Sequence[dict[str, Any]]) -> str:
    """What the last message of a person says; the last message where no person speaks."""
    said = [each["content"] for each in messages if each.get("role") == "user"]
    return str((said or [each["content"] for each in messages] or [""])[-1])


def _best_of(prompts: list[int]) -> dict[int, int]:
    """The best liked response by prompt."""
    score: Counter[int] = Counter()
    rows = Preference.objects.filter(
        comparison__prompt__in=prompts, is_current=True, choice__in=["a", "b"]
    )
    for choice, a, b in rows.values_list(
        "choice", "comparison__response_a", "comparison__response_b"
    ):
        won, lost = (a, b) if choice == Preference.Choice.A else (b, a)
        score[won] += 1
        score[lost] -= 1
    best: dict[int, tuple[tuple[float, ...], int]] = {}
    responses = Response.objects.filter(prompt__in=prompts).exclude(text="")
    for pk, prompt, reward in responses.values_list("pk", "prompt", "reward"):
        rank = (score[pk], float("-inf") if reward is None else reward, -pk)
        if prompt not in best or rank > best[prompt][0]:
            best[prompt] = (rank, pk)
    return {prompt: pk for prompt, (_, pk) in best.items()}
