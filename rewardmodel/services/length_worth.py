"""What paying for length is worth in a project: best-of-n on prompts whose answers were held out.

Measured at every refit. The prompts are split in parts; a head that learned the other parts'
answers rewards the responses of each, once for every way of paying, and people's answers to the
part say how good the responses are: their Bradley-Terry strengths within the prompt.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import numpy as np

from feedback.length_pay import LENGTH_PAYS
from rewardmodel.learning.arrays import Float32Array, FloatArray
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.posterior import Posterior, fit_posterior
from rewardmodel.learning.measuring.best_of import Ranked, best_of_gains
from rewardmodel.selectors.answers import Answer, targets_of
from rewardmodel.services.features import features_of_keys

# The latest answers: enough to tell, and few enough that the fits take a second.
LATEST = 5000
LEAST_ANSWERS = 50
PARTS = 4
SIZES = (2, 4, 8, 16)
# Responses of a prompt whose strengths are fitted; of larger prompts the first so many.
MOST_RESPONSES = 200


def length_worth_of_answers(
    reader: Reader, x: FloatArray, answers: Sequence[Answer], *, start: Posterior, cap: int
) -> dict[str, Any] | None:
    """Gains of best-of-n for every way of paying for length, as they are kept; None if unknown.

    Args:
        x: (N, D) feature rows of the answers.
        start: where the fits begin, with the precision of their prior.
        cap: in words, for the way that has one.
    """
    first = max(0, len(answers) - LATEST)
    rows, kept = x[first:], answers[first:]
    part = np.array([_part_of(answer.prompt_hash) for answer in kept])
    if len(kept) < LEAST_ANSWERS:
        return None
    targets = targets_of(kept)
    by_prompt: dict[int, list[int]] = defaultdict(list)
    for i, answer in enumerate(kept):
        by_prompt[answer.prompt_id].append(i)
    ranked: list[Ranked] = []
    ways = [Length(cast(Any, way.name), cap) for way in LENGTH_PAYS]
    for number in range(PARTS):
        held_out = part == number
        if held_out.all() or not held_out.any():
            continue
        head = fit_posterior(
            rows[~held_out], targets[~held_out], prior_precision=start.prior_precision,
            log_tie=start.log_tie, start=start,
        )  # fmt: skip
        for places in by_prompt.values():
            if held_out[places[0]]:
                ranked += _ranked(reader, head, ways, [kept[i] for i in places], targets[places])
    if not ranked:
        return None
    gains = {n: best_of_gains(ranked, n) for n in SIZES}
    sizes = [n for n in SIZES if np.isfinite(gains[n][0].value)]
    if not sizes:
        return None
    return {
        "prompts": len(ranked),
        "answers": len(kept),
        "sizes": sizes,
        "ways": [
            {"length": way.pay, "length_cap": cap if way.pay == "capped" else None}
            | {"gains": [asdict(gains[n][i]) for n in sizes]}
            for i, way in enumerate(ways)
        ],
    }


def _ranked(
    reader: Reader,
    head: Posterior,
    ways: Sequence[Length],
    answers: Sequence[Answer],
    targets: FloatArray,
) -> list[Ranked]:
    """A prompt's responses under each way, with their strengths; empty where there are few."""
    keys = {key.pk: key for answer in answers for key in (answer.a, answer.b)}
    place = {pk: i for i, pk in enumerate(list(keys)[:MOST_RESPONSES])}
    pairs = [
        (i, place[answer.response_a_id], place[answer.response_b_id])
        for i, answer in enumerate(answers)
        if answer.response_a_id in place and answer.response_b_id in place
    ]
    if len(place) < 2 or not pairs:
        return []
    phi = features_of_keys(reader, [keys[pk] for pk in place])
    return [Ranked(_rewards(reader, head, ways, phi), _strengths(pairs, targets, len(place)))]


def _rewards(
    reader: Reader, head: Posterior, ways: Sequence[Length], phi: Float32Array
) -> FloatArray:
    layout = reader.layout
    rows = [layout.capped(phi, way) * layout.paid_columns(way) @ head.mean for way in ways]
    return np.array(rows)


def _strengths(
    pairs: Sequence[tuple[int, int, int]], targets: FloatArray, count: int
) -> FloatArray:
    """Bradley-Terry strengths (count,) of responses by the answers to their pairs, under a prior
    that keeps those finite which always won."""
    x = np.zeros((len(pairs), count))
    for row, (_, a, b) in enumerate(pairs):
        x[row, a] += 1
        x[row, b] -= 1
    places = [i for i, _, _ in pairs]
    return fit_posterior(x, targets[places], prior_precision=1.0, log_tie=-1.5).mean


def _part_of(prompt_hash: str) -> int:
    return hashlib.sha256(f"part:{prompt_hash}".encode()).digest()[0] % PARTS
