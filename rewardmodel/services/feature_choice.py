"""Which of an encoder's layers a project's reward is read from, chosen by its answers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader, feature_sets
from rewardmodel.learning.head.fitting import prior_losses
from rewardmodel.models import ModelVersion
from rewardmodel.selectors.answers import Answer, targets_of
from rewardmodel.services.features import comparisons_of, scaling_vectors

# The answers that are chosen by, the latest: enough to tell, few enough for a refit.
LATEST = 2000
PRECISIONS = (1.0, 3.0, 10.0, 30.0)
# A refit chooses at first, and whenever the answers have doubled since.
FIRST_AT = 100
# Nats an answer by which another set must be better: below, a change costs more than it brings.
WORTH_A_CHANGE = 0.001


class Choice(NamedTuple):
    """The features chosen, the prior precision that went best with them, and how it was seen."""

    features: FeatureSet
    prior_precision: float
    card: dict[str, Any]


def choose_features(reader: Reader, answers: list[Answer]) -> Choice:
    """The set of the reader's offered layers that predicts answers to prompts left out best; the
    one in use, where no other is better by more than rounding."""
    some = answers[-LATEST:]
    targets, prompts = targets_of(some), [answer.prompt_hash for answer in some]
    keys = [key for answer in some for key in (answer.a, answer.b)]
    sets = feature_sets(reader, scaling_vectors(reader, keys))
    best: tuple[float, FeatureSet, float] | None = None
    table = []
    for each in sets:
        x = comparisons_of(reader.using(each), some)
        losses = prior_losses(x, targets, prompts, candidates=PRECISIONS)
        place = int(np.argmin(losses))
        loss, precision = float(losses[place]), PRECISIONS[place]
        table.append({"name": each.name, "log_loss": loss, "prior_precision": precision})
        in_use = each.sources == reader.features.sources
        weighed = loss - (WORTH_A_CHANGE if in_use else 0.0)
        if best is None or weighed < best[0]:
            best = (weighed, each, precision)
    assert best is not None
    _, features, precision = best
    chosen = {"answers": len(answers), "sets": table}
    return Choice(features, precision, features.card() | {"chosen": chosen})


def choice_is_due(version: ModelVersion, answers: int) -> bool:
    """Whether a refit should choose anew. A trained version reads what it was trained to read, and
    one from before layers were offered goes on as it is until it is trained."""
    if version.artefact or not version.features:
        return False
    last: float = version.features.get("chosen", {}).get("answers", FIRST_AT / 2)
    return answers >= 2 * last
