"""How often each prompt is asked about, by its height in a tree and by its domain."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from feedback.models import Project, Prompt


def prompt_weights(project: Project, prompts: Collection[int]) -> dict[int, float]:
    """The weight of each prompt by the project's ``prompt_weights``; 1 where it says nothing.

    ``height`` is that of the node a prompt belongs to, ``domain`` the prompt's metadata of that
    name; the weights of both are multiplied.
    """
    by_height: dict[str, float] = project.prompt_weights.get("height", {})
    by_domain: dict[str, float] = project.prompt_weights.get("domain", {})
    if not by_height and not by_domain:
        return dict.fromkeys(prompts, 1.0)
    rows = Prompt.objects.filter(pk__in=prompts).values_list("pk", "node__height", "metadata")
    return {
        pk: by_height.get(str(height), 1.0) * by_domain.get(str(metadata.get("domain")), 1.0)
        for pk, height, metadata in rows
    }


def problem_with_weights(value: Any) -> str | None:
    """What is wrong with a value for ``prompt_weights``, in a sentence, or None."""
    if not isinstance(value, dict) or set(value) - {"height", "domain"}:
        return 'Weights are given as {"height": {...}, "domain": {...}}.'
    for kind, weights in value.items():
        if not isinstance(weights, dict):
            return f"The weights by {kind} are names with numbers."
        for name, weight in weights.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                return f"The weight of {kind} {name} is not a number."
            if not 0 <= weight <= 1000:
                return f"The weight of {kind} {name} is not between 0 and 1000."
            if kind == "height" and not name.isdecimal():
                return f"{name} is not a height: heights are 0, 1, 2 …"
    return None
