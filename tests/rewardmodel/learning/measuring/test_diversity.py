"""How much texts differ, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.measuring.diversity import (
    bootstrap_means,
    distinct_ngrams,
    self_bleu,
    vendi_score,
)


def test_the_vendi_score_counts_what_is_different():
    assert vendi_score(np.eye(4)) == pytest.approx(4)
    assert vendi_score(np.ones((5, 3))) == pytest.approx(1)
    two_kinds = np.repeat(np.eye(2), 3, axis=0)
    assert vendi_score(two_kinds) == pytest.approx(2)
    assert np.isnan(vendi_score(np.zeros((0, 3))))


def test_the_vendi_score_does_not_depend_on_which_matrix_is_taken_apart():
    x = np.random.default_rng(0).normal(size=(12, 5))
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    values = np.linalg.eigvalsh(unit @ unit.T / 12)
    values = values[values > 1e-12]
    assert vendi_score(x) == pytest.approx(np.exp(-(values * np.log(values)).sum()))


def test_distinct_pairs_of_words():
    # "a b c" has ab, bc; "a b d" has ab, bd: three of four differ.
    assert distinct_ngrams(["a b c", "A b, d"]) == pytest.approx(0.75)
    assert np.isnan(distinct_ngrams(["word"]))


def test_texts_that_say_the_same_have_self_bleu_one():
    assert self_bleu(["the cat sat on the mat"] * 3) == pytest.approx(1)
    assert np.isnan(self_bleu(["alone"]))
    assert self_bleu(["one two three four five", "six seven eight nine ten"]) < 0.05


def test_bleu_of_two_texts_by_hand():
    """ "a b c d e" against "a b c d f": 4/5, 3/4, 2/3 and 1/2 match, both lengths are equal."""
    by_hand = (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** 0.25
    assert self_bleu(["a b c d e", "a b c d f"]) == pytest.approx(by_hand)


def test_means_over_prompts_leave_out_what_is_not_defined():
    mean, low, high = bootstrap_means([1.0, 3.0, np.nan])
    assert mean == 2
    assert low == 1
    assert high == 3
    assert np.isnan(bootstrap_means([])).all()
