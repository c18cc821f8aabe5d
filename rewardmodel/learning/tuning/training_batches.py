"""Batches for fine-tuning, built by prompt, so that each response is encoded once however many
comparisons it stands in (Ouyang et al. 2022, "InstructGPT", section 3.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.encoder import Encoder, Windows
from rewardmodel.learning.encoders.features import word_counts


@dataclass(frozen=True, eq=False)
class PromptGroup:
    """All that people said of the responses to one prompt."""

    prompt: Prompt
    responses: list[str]  # R of them
    pairs: IntArray  # (n, 2) indices into responses: a, b
    targets: FloatArray  # (n, 3) soft targets: a, b, tie
    shown_first: IntArray  # (n,) +1 where a was shown first, -1 where b was, 0 where unknown

    def check(self) -> None:
        """Raises ValueError where shapes or indices do not agree."""
        n = len(self.pairs)
        shapes = (np.shape(self.targets), np.shape(self.shown_first))
        if n and (np.shape(self.pairs) != (n, 2) or shapes != ((n, 3), (n,))):
            raise ValueError(
                f"pairs {np.shape(self.pairs)}, targets {shapes[0]} and shown_first {shapes[1]} "
                "do not agree"
            )
        if n and (np.min(self.pairs) < 0 or np.max(self.pairs) >= len(self.responses)):
            raise ValueError(f"pairs must index the {len(self.responses)} responses")


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some comparisons of one prompt, as token ids: the unit that batches are packed from."""

    prompt: Windows
    responses: list[Windows]  # R
    words: FloatArray  # (R,)
    pairs: IntArray  # (n, 2)
    targets: FloatArray  # (n, 3)
    shown_first: IntArray  # (n,)


@dataclass(frozen=True, eq=False)
class Batch:
    """Several chunks as one: R responses to encode, M comparisons between them."""

    texts: list[Windows]  # distinct prompts and responses
    prompt_of: IntArray  # (R,) index into texts
    response_of: IntArray  # (R,) index into texts
    words: FloatArray  # (R,)
    pairs: IntArray  # (M, 2) indices into the R responses
    targets: FloatArray  # (M, 3)
    shown_first: IntArray  # (M,)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Chunks to train or measure on, comparisons left out by reason, and responses cut short."""

    chunks: list[Chunk]
    left_out: Counter[str]
    truncated_responses: int

    @property
    def comparisons(self) -> int:
        return sum(len(chunk.pairs) for chunk in self.chunks)


def prepare(
    encoder: Encoder,
    groups: Sequence[PromptGroup],
    *,
    max_tokens: int | None = None,
    batch_responses: int,
) -> Prepared:
    """Tokenised chunks of at most batch_responses responses each.

    Left out, and counted: comparisons of two identical responses, and of two that are identical
    once cut to max_tokens; nobody can learn from either.
    """
    chunks: list[Chunk] = []
    left_out: Counter[str] = Counter()
    truncated = 0
    for group in groups:
        group.check()
        if len(group.pairs) == 0:
            continue
        texts = [encoder.texts_of(group.prompt, response) for response in group.responses]
        prompt = encoder.tokenise([texts[0][0]], max_tokens=max_tokens).windows[0]
        responses = encoder.tokenise([text for _, text in texts], max_tokens=max_tokens)
        truncated += int(responses.truncated.sum())
        pairs = np.asarray(group.pairs, dtype=np.int64)
        keep = []
        for row, (a, b) in enumerate(pairs.tolist()):
            if group.responses[a] == group.responses[b]:
                left_out["identical_responses"] += 1
            elif responses.windows[a] == responses.windows[b]:
                left_out["identical_after_truncation"] += 1
            else:
                keep.append(row)
        words = word_counts(group.responses)
        for rows in _split(pairs, keep, batch_responses):
            used, local = np.unique(pairs[rows], return_inverse=True)
            chunks.append(
                Chunk(
                    prompt=prompt,
                    responses=[responses.windows[i] for i in used],
                    words=words[used],
                    pairs=local.reshape(-1, 2).astype(np.int64),
                    targets=np.asarray(group.targets, dtype=np.float64)[rows],
                    shown_first=np.asarray(group.shown_first, dtype=np.int64)[rows],
                )
            )
    return Prepared(chunks, left_out, truncated)


def _split(pairs: IntArray, rows: list[int], most: int) -> Iterable[list[int]]:
    """Splits the rows of one prompt's pairs so that each part touches at most `most` responses.

    Responses are cut into blocks of half that number, and pairs ordered by their two blocks: the
    pairs of two blocks always fit into one part.
    """
    if most < 2:
        raise ValueError("a batch must hold at least 2 responses")
    blocks = np.sort(pairs // (most // 2), axis=1)
    part: list[int] = []
    touched: set[int] = set()
    for row in sorted(rows, key=lambda row: (blocks[row, 0], blocks[row, 1])):
        both = {int(pairs[row, 0]), int(pairs[row, 1])}
        if part and len(touched | both) > most:
            yield part
            part, touched = [], set()
        part.append(row)
        touched |= both
    if part:
        yield part


def pack(
    chunks: Sequence[Chunk], batch_responses: int, rng: np.random.Generator
) -> list[list[Chunk]]:
    """Chunks in a random order, filled into batches of at most batch_responses responses."""
    batches: list[list[Chunk]] = []
    filled = batch_responses
    for i in rng.permutation(len(chunks)):
        size = len(chunks[i].responses)
        if filled + size > batch_responses:
            batches.append([])
            filled = 0
        batches[-1].append(chunks[i])
        filled += size
    return batches


def collate(chunks: Sequence[Chunk]) -> Batch:
    """One batch of several chunks, each distinct text in it once."""
    texts: dict[Windows, int] = {}
    prompt_of: list[int] = []
    response_of: list[int] = []
    pairs = []
    for chunk in chunks:
        pairs.append(chunk.pairs + len(response_of))
        prompt = texts.setdefault(chunk.prompt, len(texts))
        prompt_of += [prompt] * len(chunk.responses)
        response_of += [texts.setdefault(row, len(texts)) for row in chunk.responses]
    return Batch(
        texts=list(texts),
        prompt_of=np.array(prompt_of, dtype=np.int64),
        response_of=np.array(response_of, dtype=np.int64),
        words=np.concatenate([chunk.words for chunk in chunks]),
        pairs=np.concatenate(pairs),
        targets=np.concatenate([chunk.targets for chunk in chunks]),
        shown_first=np.concatenate([chunk.shown_first for chunk in chunks]),
    )
