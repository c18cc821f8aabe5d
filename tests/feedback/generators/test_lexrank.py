"""The summary by centrality in the graph of similar sentences."""

from __future__ import annotations

import numpy as np

from feedback.generators.lexrank import centrality, cosines, summarise
from feedback.text import count_tokens
from tests.feedback.generators.texts import WATER


def test_the_sentence_most_like_the_others_is_chosen() -> None:
    summary = summarise(" ".join(WATER), max_tokens=12)
    assert summary in {WATER[1], WATER[2], WATER[3]}


def test_an_unrelated_sentence_is_chosen_last() -> None:
    room_for_all_others = count_tokens(" ".join(WATER)) - count_tokens(WATER[4])
    expected = " ".join(sentence for sentence in WATER if sentence != WATER[4])
    assert summarise(" ".join(WATER), max_tokens=room_for_all_others) == expected


def test_a_repeated_sentence_is_chosen_once() -> None:
    text = " ".join([WATER[1], WATER[1], WATER[1], WATER[0], WATER[4]])
    assert summarise(text, max_tokens=35).count(WATER[1]) == 1


def test_cosines_by_hand() -> None:
    # idf: log(1 + 3/2) for the shared word, log(1 + 3) for the others.
    shared, own = np.log(2.5), np.log(4.0)
    expected = shared**2 / (shared**2 + own**2)
    similarity = cosines([["pump", "river"], ["pump", "tank"], []])
    np.testing.assert_allclose(similarity, [[1, expected, 0], [expected, 1, 0], [0, 0, 0]])


def test_centrality_is_the_walks_stationary_distribution() -> None:
    similarity = np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.0], [0.5, 0.0, 1.0]])
    scores = centrality(similarity)
    walk = 0.15 / 3 + 0.85 * np.array([[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(scores, scores @ walk, atol=1e-5)
    assert scores[0] > scores[1] == scores[2]
    assert np.isclose(scores.sum(), 1)


def test_sentences_without_words_are_equally_central() -> None:
    np.testing.assert_allclose(centrality(cosines([[], []])), [0.5, 0.5])
    assert centrality(cosines([])).shape == (0,)
