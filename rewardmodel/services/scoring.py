"""Serving rewards: the live head on whatever is posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from feedback.models import Project
from rewardmodel.learning.encoders.features import FeatureLayout, item_features, word_counts
from rewardmodel.learning.head.posterior import rewards
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_posterior
from rewardmodel.services.scored_texts import embeddings_of


class Scores(TypedDict):
    """Rewards in the order of the items, and which head gave them."""

    mean: list[float]
    std: list[float]
    version: int
    step: int


def score_items(*, project_id: int, items: Sequence[Item]) -> Scores:
    """Rewards of items by the head that is live at this moment. Nuisance features are left out.

    Texts that are only scored are not stored; this process remembers them for a while.
    """
    head = ensure_live_head(Project.objects.get(pk=project_id))
    posterior = load_posterior(head)
    encoder = encoder_of(head.version)
    embedded = embeddings_of(encoder, [text for item in items for text in encoder.texts_of(*item)])
    words = word_counts([item.response for item in items])
    phi = item_features(embedded[0::2], embedded[1::2], words)
    mean, std = rewards(posterior, phi, FeatureLayout(encoder.dim).reward_columns)
    return Scores(mean=mean.tolist(), std=std.tolist(), version=head.version.number, step=head.step)
