"""Batches by prompt: everything once, nothing lost, nothing unlearnable."""

import numpy as np
import pytest

from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.tuning.training_batches import PromptGroup, collate, pack, prepare


def _group(responses: list[str], pairs: list[tuple[int, int]]) -> PromptGroup:
    n = len(pairs)
    targets = np.tile([1.0, 0.0, 0.0], (n, 1))
    return PromptGroup("which is best", responses, np.array(pairs), targets, np.zeros(n, dtype=int))


def test_collisions_are_refused_and_counted(encoder: SentenceEncoder) -> None:
    same = "value " * 30
    group = _group(
        [same + "one", same + "two", "short", "short"], [(0, 1), (0, 2), (2, 3), (1, 2), (3, 2)]
    )
    prepared = prepare(encoder, [group], max_tokens=16, batch_responses=8)
    assert prepared.left_out == {"identical_after_truncation": 1, "identical_responses": 2}
    assert prepared.comparisons == 2
    assert prepared.truncated_responses == 2


@pytest.mark.parametrize("most", [2, 3, 8, 40])
def test_large_prompts_are_split_without_losing_a_comparison(
    encoder: SentenceEncoder, most: int
) -> None:
    responses = [f"response number {i}" for i in range(20)]
    pairs = [(i, j) for i in range(20) for j in range(i)]
    prepared = prepare(encoder, [_group(responses, pairs)], max_tokens=64, batch_responses=most)
    found = []
    for chunk in prepared.chunks:
        assert len(chunk.responses) <= most
        found += [(chunk.responses[a], chunk.responses[b]) for a, b in chunk.pairs]
    ids = encoder.tokenise(responses).windows
    assert sorted(found) == sorted((ids[i], ids[j]) for i, j in pairs)


def test_each_response_is_encoded_once_however_many_comparisons(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    prepared = prepare(encoder, groups, max_tokens=64, batch_responses=8)
    batches = pack(prepared.chunks, 8, np.random.default_rng(0))
    assert sum(len(chunks) for chunks in batches) == len(prepared.chunks)
    for chunks in batches:
        batch = collate(chunks)
        assert len(batch.response_of) <= 8
        assert len(batch.texts) == len(set(batch.texts)) <= len(batch.response_of) + len(chunks)
        assert len(batch.pairs) == len(batch.targets) == 6 * len(chunks)


def test_pairs_still_point_at_their_texts_after_collation(
    encoder: SentenceEncoder, groups: list[PromptGroup]
) -> None:
    prepared = prepare(encoder, groups[:3], max_tokens=64, batch_responses=99)
    batch = collate(prepared.chunks)
    expected = [
        (c.prompt, c.responses[a], c.responses[b]) for c in prepared.chunks for a, b in c.pairs
    ]
    found = [
        (
            batch.texts[batch.prompt_of[a]],
            batch.texts[batch.response_of[a]],
            batch.texts[batch.response_of[b]],
        )
        for a, b in batch.pairs
    ]
    assert found == expected


@pytest.mark.parametrize("pairs", [[(0, 2)], [(-1, 0)]])
def test_indices_beyond_the_responses_are_refused(
    encoder: SentenceEncoder, pairs: list[tuple[int, int]]
) -> None:
    with pytest.raises(ValueError, match="must index"):
        prepare(encoder, [_group(["a", "b"], pairs)], max_tokens=64, batch_responses=8)
