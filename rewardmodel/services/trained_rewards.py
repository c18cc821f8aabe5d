"""Where a reward lies among those of the responses that the head has learned from."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

import numpy as np

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.features import Length
from rewardmodel.models import LiveHead
from rewardmodel.selectors.answers import answers_of, learned_preferences
from rewardmodel.services.features import features_of_keys
from rewardmodel.services.heads import Live

# The latest answers whose responses are looked at, and the fewest that say something.
ANSWERS = 500
FEWEST = 10
# Heads of which the rewards are remembered.
KEPT = 16
_known: OrderedDict[tuple[int, int, datetime, Length], FloatArray] = OrderedDict()


def percentiles(
    head: LiveHead, live: Live, length: Length, rewards: FloatArray
) -> list[float | None]:
    """Share of the trained responses with a lesser reward, equal ones half, for each reward; None
    while too few were learned from."""
    trained = _trained_rewards(head, live, length)
    if len(trained) < FEWEST:
        return [None] * len(rewards)
    below = np.searchsorted(trained, rewards, side="left")
    up_to = np.searchsorted(trained, rewards, side="right")
    return [float(share) for share in (below + up_to) / (2 * len(trained))]


def _trained_rewards(head: LiveHead, live: Live, length: Length) -> FloatArray:
    """Rewards (n,) of the responses, in order; from memory while the head has not moved."""
    name = (head.pk, head.step, head.published_at, length)
    if name not in _known:
        latest = learned_preferences(head).order_by("-id").values_list("pk", flat=True)[:ANSWERS]
        answers = answers_of(learned_preferences(head).filter(pk__in=list(latest)))
        keys = list({key.pk: key for each in answers for key in (each.a, each.b)}.values())
        layout = live.reader.layout
        phi = layout.capped(features_of_keys(live.reader, keys), length)
        paid = np.where(layout.paid_columns(length), live.posterior.mean, 0.0)
        _known[name] = np.sort(phi @ paid)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return _known[name]
