"""Figures of votes, calculated in another way than the product does."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy.optimize import minimize

RIDGE = 0.01


def bradley_terry(games: list[tuple[str, str, str]], ridge: float = RIDGE) -> dict[str, float]:
    """Strengths, centred, of (one, other, "a", "b" or "tie"): Davidson's model by a general
    optimiser, with the same weak penalty."""
    names = sorted({name for game in games for name in game[:2]})
    place = {name: i for i, name in enumerate(names)}
    first = np.array([place[game[0]] for game in games])
    second = np.array([place[game[1]] for game in games])
    won = np.array([["a", "b", "tie"].index(game[2]) for game in games])

    def loss(x: np.ndarray) -> tuple[float, np.ndarray]:
        z = x[first] - x[second]
        logits = np.stack([z / 2, -z / 2, np.full_like(z, x[-1])], axis=1)
        top = logits.max(axis=1, keepdims=True)
        p = np.exp(logits - top)
        total = p.sum(axis=1, keepdims=True)
        value = -(logits[np.arange(len(z)), won] - top[:, 0] - np.log(total[:, 0])).sum()
        slope = p / total
        slope[np.arange(len(z)), won] -= 1
        by_z = (slope[:, 0] - slope[:, 1]) / 2
        gradient = np.zeros_like(x)
        np.add.at(gradient, first, by_z)
        np.add.at(gradient, second, -by_z)
        gradient[-1] = slope[:, 2].sum()
        return value + ridge / 2 * x @ x, gradient + ridge * x

    found = minimize(
        loss, np.zeros(len(names) + 1), jac=True, method="BFGS", options={"gtol": 1e-9}
    ).x[:-1]
    return dict(zip(names, found - found.mean(), strict=True))


def pairs_and_agreement(votes: list[tuple[str, ...]]) -> tuple[int, int]:
    """Pairs of raters' last answers to one pair of texts, and how many agree, of
    (rater, prompt, text a, text b, ..., choice)."""
    units: dict[tuple[str, frozenset[str]], dict[str, str]] = defaultdict(dict)
    for rater, prompt, a, b, *_, choice in votes:
        winner = "tie" if choice == "tie" else a if choice == "a" else b
        units[prompt, frozenset((a, b))][rater] = winner
    pairs = agreeing = 0
    for answers in units.values():
        said = list(answers.values())
        for i, one in enumerate(said):
            for other in said[i + 1 :]:
                pairs += 1
                agreeing += one == other
    return pairs, agreeing
