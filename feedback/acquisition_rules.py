"""The acquisition rules that a project can choose among: how the next comparisons are valued.

Each has its code in `rewardmodel.learning.asking`, under the same name; the adaptive one is a bet
on another.
"""

from __future__ import annotations

from feedback.choices import Choice

ADAPTIVE = "adaptive"
RANDOM = "random"
ACQUISITION_RULES = (
    Choice(ADAPTIVE, "Adaptive", "As much of the best rule as it has been worth here."),
    Choice("variance_reduction", "Variance reduction", "What makes all comparisons more certain."),
    Choice("margin", "Margin", "Where the model is least sure which response wins."),
    Choice(
        "half_margin", "Half margin", "Half of it where the model is least sure, half at random."
    ),
    Choice("entropy", "Entropy", "The least predictable answers, ties included."),
    Choice("bald", "Disagreement (BALD)", "Where the model's beliefs differ most."),
    Choice("d_optimal", "D-optimal", "What says most about all weights."),
    Choice(
        "double_thompson",
        "Best responses (double Thompson)",
        "Duels of the responses to a prompt that may be the best.",
    ),
    Choice("delta_ucb", "Differences (DeltaUCB)", "The greatest differences that are possible."),
    Choice(RANDOM, "Random", "Every candidate alike."),
)


def names_and_labels() -> list[tuple[str, str]]:
    """The rules as fields of models and of the API name their choices."""
    return [(rule.name, rule.label) for rule in ACQUISITION_RULES]
