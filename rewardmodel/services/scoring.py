"""Serving rewards: the live head on whatever is posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from feedback.models import Project
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.posterior import rewards
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.scored_texts import phi_of, read_texts
from rewardmodel.services.trained_rewards import percentiles

UNPAID_LENGTH = Length()


class Scores(TypedDict):
    """Rewards in the order of the items, and which head gave them."""

    mean: list[float]
    std: list[float]
    familiarity: list[float | None]  # None while too few responses were learned from
    truncated: list[bool]  # of which prompt or response not all was read
    percentile: list[float | None]  # among the trained responses; None where not asked for
    tokens: list[int]  # of what was read, windows and special tokens included; 0 if not counted
    version: int
    step: int


def score_items(
    *,
    project_id: int,
    items: Sequence[Item],
    length: Length = UNPAID_LENGTH,
    count_tokens: bool = False,
    ranked: bool = False,
) -> Scores:
    """Rewards of items by the head that is live at this moment, with length paid as it says;
    ``ranked`` with their percentiles among the trained responses.

    Texts that are only scored are not stored; this process remembers them for a while.
    """
    head = ensure_live_head(Project.objects.get(pk=project_id))
    live = load_live(head)
    reader, posterior, usual = live
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
        percentile=percentiles(head, live, length, mean) if ranked else [None] * len(items),
        tokens=_tokens_of(reader, items) if count_tokens else [0] * len(items),
        version=head.version.number,
        step=head.step,
    )


class Embeddings(TypedDict):
    """Embeddings of length 1 in the order of the texts, and whose encoder made them."""

    embedding: list[list[float]]
    tokens: list[int]
    version: int
    step: int


def embed_texts(*, project_id: int, texts: Sequence[str]) -> Embeddings:
    """The live version's embeddings of texts, as responses without a prompt are embedded."""
    head = ensure_live_head(Project.objects.get(pk=project_id))
    reader = load_live(head).reader
    read = [reader.texts_of("", text)[1] for text in texts]
    vectors = read_texts(reader, read).vectors[:, : reader.encoder.embedding_dim]
    return Embeddings(
        embedding=vectors.astype(float).tolist(),
        tokens=[sum(map(len, each)) for each in reader.encoder.tokenise(read).windows],
        version=head.version.number,
        step=head.step,
    )


def _tokens_of(reader: Reader, items: Sequence[Item]) -> list[int]:
    """Tokens of what is read of each item: a decoder's second text holds the first."""
    both = [reader.texts_of(*item) for item in items]
    texts = [text for pair in both for text in pair]
    counts = [sum(map(len, each)) for each in reader.encoder.tokenise(texts).windows]
    prompts = [0] * len(items) if reader.encoder.reads_prompts else counts[0::2]
    return [a + b for a, b in zip(prompts, counts[1::2], strict=True)]
