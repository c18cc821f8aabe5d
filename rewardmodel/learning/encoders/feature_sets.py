"""Which of an encoder's states become features, and how they are read from texts.

The last layer of a sentence encoder is the worst of its layers for rewards: it keeps what a text is
about and forgets how it is written. So an encoder offers the states of several layers
(`Encoder.offered_sources`), one pass makes them all, and a `FeatureSet` says which are used. Which
set, is chosen by how well heads on it predict answers (`head.choosing`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, Float32Array, FloatArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.encoder import Encoder, Source
from rewardmodel.learning.encoders.features import FeatureLayout, item_features, word_counts

Combination = Literal["mean", "joined"]
# Tokens that versions without a feature set read of a text: the rest was ignored.
EARLIER_TOKENS = 256


@dataclass(frozen=True)
class FeatureSet:
    """States used, each divided by its scale; their mean, or all of them side by side.

    Without sources it is the embedding of length 1, as versions had it before layers were offered.
    """

    sources: tuple[Source, ...] = ()
    scales: tuple[float, ...] = ()
    combination: Combination = "mean"
    # Whether the nearness of prompt and response is a feature. A decoder has read both together:
    # there it says nothing more, and a reward without it is one linear map of one state.
    relevance: bool = True

    @property
    def name(self) -> str:
        """As pages show it: "layers 2 to 5, mean", "layer 12 (last token)"."""
        if not self.sources:
            return "sentence embedding"
        layers = ", ".join(
            f"{layer}{' (last token)' if pooling == 'last' else ''}"
            for layer, pooling in self.sources
        )
        if len(self.sources) == 1:
            return f"layer {layers}"
        return f"layers {layers}, {'averaged' if self.combination == 'mean' else 'joined'}"

    def width(self, encoder: Encoder) -> int:
        """Columns that the states make."""
        if not self.sources:
            return encoder.embedding_dim
        return encoder.dim * (1 if self.combination == "mean" else len(self.sources))

    def weights(self) -> FloatArray:
        """What each source is multiplied by, (S,). Joined ones share the square of one's length,
        so that a prior precision means the same for any set."""
        share = 1 / len(self.sources) if self.combination == "mean" else len(self.sources) ** -0.5
        return share / np.array(self.scales, dtype=np.float64)

    def content(self, states: Float32Array, embedding: Float32Array) -> Float32Array:
        """Columns (N, width) from states (N, S, E) of the sources, or the embedding (N, R)."""
        if not self.sources:
            return embedding
        scaled = states * self.weights().astype(np.float32)[:, None]
        if self.combination == "mean":
            return np.asarray(scaled.sum(axis=1), dtype=np.float32)
        return scaled.reshape(len(scaled), -1)

    def card(self) -> dict[str, Any]:
        """As JSON, for a version's card."""
        return {
            "sources": [[layer, pooling] for layer, pooling in self.sources],
            "scales": list(self.scales),
            "combination": self.combination,
            "relevance": self.relevance,
            "name": self.name,
        }

    @classmethod
    def of_card(cls, card: Mapping[str, Any]) -> FeatureSet:
        """What `card` wrote; an empty card is of a version from before layers were offered."""
        if not card:
            return cls()
        return cls(
            tuple(Source(layer, pooling) for layer, pooling in card["sources"]),
            tuple(float(scale) for scale in card["scales"]),
            card["combination"],
            card.get("relevance", True),
        )


class TextVectors(NamedTuple):
    """What is kept of N texts, and which of them had to be cut short."""

    vectors: Float32Array  # (N, W)
    truncated: BoolArray  # (N,)


@dataclass(frozen=True, eq=False)
class Reader:
    """An encoder and the features that are made of its states."""

    encoder: Encoder
    features: FeatureSet
    offered: tuple[Source, ...]  # the states kept of every text, whichever of them are used

    @property
    def layout(self) -> FeatureLayout:
        return FeatureLayout(self.features.width(self.encoder))

    @cached_property
    def key(self) -> str:
        """Names what is kept of a text: equal for readers that would keep the same."""
        encoder = self.encoder
        if not self.features.sources:
            return encoder.key  # as versions named it before layers were offered
        parts = (encoder.key, encoder.pooling_key, encoder.max_length, encoder.most_tokens)
        return hashlib.sha256(repr((*parts, self.offered)).encode()).hexdigest()

    @cached_property
    def row_key(self) -> str:
        """Names the features made of what is kept."""
        return hashlib.sha256(f"{self.key} {self.features}".encode()).hexdigest()

    @property
    def width(self) -> int:
        """W, the length of what is kept of a text."""
        return self._encoder.embedding_dim + len(self.offered) * self.encoder.dim

    @property
    def rewrites_responses(self) -> bool:
        """Whether the text that is read of a response is another than the response."""
        return self.encoder.reads_prompts or self.texts_of("", "") != ("", "")

    def using(self, features: FeatureSet) -> Reader:
        """The same encoder with other features."""
        return replace(self, features=features)

    def texts_of(self, prompt: Prompt, response: str) -> tuple[str, str]:
        """The two texts to read for a response to a prompt."""
        return self._encoder.texts_of(prompt, response)

    def read(self, texts: Sequence[str]) -> TextVectors:
        """What is kept of N texts: the embedding (R,), then the offered states (S x E,)."""
        if not self.features.sources:
            ids = self._encoder.tokenise(texts, max_tokens=EARLIER_TOKENS, one_window=True)
        else:
            ids = self._encoder.tokenise(texts)
        states, embedding, truncated = self._encoder.read(ids, self.offered)
        return TextVectors(
            np.concatenate([embedding, states.reshape(len(states), -1)], axis=1), truncated
        )

    def pack(self, vector: Float32Array) -> bytes:
        """One text's vector (W,) for keeping: half precision, which is 3 decimal digits."""
        kind = np.float16 if self.features.sources else np.float32
        limit = np.finfo(np.float16).max
        return np.clip(vector, -limit, limit).astype(kind).tobytes()

    def unpack(self, kept: bytes | memoryview) -> Float32Array:
        """What `pack` kept, (W,)."""
        kind = np.float16 if self.features.sources else np.float32
        return np.frombuffer(kept, dtype=kind).astype(np.float32)

    def states(self, vectors: Float32Array) -> Float32Array:
        """The offered states (N, S, E) in the vectors (N, W) of texts."""
        of_embedding = self._encoder.embedding_dim
        shape = (len(vectors), len(self.offered), self.encoder.dim)
        return vectors[:, of_embedding:].reshape(shape)

    def item_features(
        self, prompts: Float32Array, responses: Float32Array, words: npt.ArrayLike
    ) -> Float32Array:
        """Feature rows (N, D) from vectors of prompts and of responses, (N, W) each."""
        of_embedding = self._encoder.embedding_dim
        relevance = np.einsum("nr,nr->n", prompts[:, :of_embedding], responses[:, :of_embedding])
        if not self.features.relevance:
            relevance = np.zeros_like(relevance)
        kept = [self.offered.index(source) for source in self.features.sources]
        states = self.states(responses)[:, kept]
        content = self.features.content(states, responses[:, :of_embedding])
        return item_features(content, relevance, words)

    def phi(
        self, prompts: Sequence[Prompt], responses: Sequence[str]
    ) -> tuple[Float32Array, BoolArray]:
        """Feature rows (N, D) of responses to prompts, and which had to be cut short, (N,)."""
        texts = [self.texts_of(*pair) for pair in zip(prompts, responses, strict=True)]
        read = self.read([text for pair in texts for text in pair])
        rows = self.item_features(read.vectors[0::2], read.vectors[1::2], word_counts(responses))
        return rows, read.truncated[1::2] | read.truncated[0::2]

    @property
    def _encoder(self) -> Encoder:
        return self.encoder if self.features.sources else self.encoder.plain()


def scale_of(states: npt.ArrayLike) -> float:
    """Mean length of states (N, E) of texts, once their mean is taken out; 1 where all are alike.

    The mean itself cancels in every comparison and need not be kept.
    """
    rows = np.asarray(states, dtype=np.float64)
    if len(rows) == 0:
        return 1.0
    length = float(np.linalg.norm(rows - rows.mean(axis=0), axis=1).mean())
    return length if length > 1e-9 else 1.0


def feature_sets(reader: Reader, vectors: Float32Array) -> list[FeatureSet]:
    """The sets to choose among, scaled by the vectors (N, W) of texts: each offered state by
    itself, and those of one pooling averaged."""
    offered, states = reader.offered, reader.states(vectors)
    scale = {source: scale_of(states[:, i]) for i, source in enumerate(offered)}
    near = not reader.encoder.reads_prompts
    sets = [FeatureSet((source,), (scale[source],), relevance=near) for source in offered]
    for pooling in dict.fromkeys(source.pooling for source in offered):
        among = tuple(source for source in offered if source.pooling == pooling)
        if len(among) > 1:
            scales = tuple(scale[source] for source in among)
            sets.append(FeatureSet(among, scales, relevance=near))
    return sets


def first_features(encoder: Encoder, texts: Sequence[str]) -> FeatureSet:
    """Features before any answer: the middle of the offered states, scaled by the texts."""
    offered = encoder.offered_sources()
    source = offered[(len(offered) - 1) // 2]
    states = encoder.read(encoder.tokenise(texts), (source,)).states[:, 0]
    return FeatureSet((source,), (scale_of(states),), relevance=not encoder.reads_prompts)
