"""Serving rewards: the live head on whatever is posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from feedback.models import Project
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.posterior import rewards
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.scored_texts import phi_of

UNPAID_LENGTH = Length()


class Scores(TypedDict):
    """Rewards in the order of the items, and which head gave them."""

    mean: list[float]
    std: list[float]
    familiarity: list[float | None]  # None while too few responses were learned from
    truncated: list[bool]  # of which prompt or response not all was read
    version: int
    step: int


def score_items(
    *, project_id: int, items: Sequence[Item], length: Length = UNPAID_LENGTH
) -> Scores:
    """Rewards of items by the head that is live at this moment, with length paid as it says.

    Texts that are only scored are not stored; this process remembers them for a while.
    """
    head = ensure_live_head(Project.objects.get(pk=project_id))
    reader, posterior, usual = load_live(head)
    layout = reader.layout
    phi, truncated = phi_of(reader, items)
    mean, std = rewards(
        posterior,
        layout.capped(phi, length),
        layout.paid_columns(length),
        None if usual is None else layout.capped(usual.mean, length),
    )
    return Scores(
        mean=mean.tolist(),
        std=std.tolist(),
        familiarity=[None] * len(items) if usual is None else usual.of(phi).tolist(),
        truncated=truncated.tolist(),
        version=head.version.number,
        step=head.step,
    )
