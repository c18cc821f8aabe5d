"""Prompts are dealt to splits by their hash."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.exports.splits import check_splits, split_of
from rewardmodel.learning.head.splits import is_held_out

hashes = st.binary(max_size=8).map(lambda data: hashlib.sha256(data).hexdigest())


@given(hashes, st.floats(0.01, 0.99))
def test_the_test_split_is_what_the_reward_model_holds_out(digest, share):
    splits = {"train": 1 - share, "test": share}
    assert (split_of(digest, splits) == "test") == is_held_out(digest, share)


@given(hashes, st.floats(0.01, 0.5), st.floats(0.0, 0.4))
def test_growing_the_test_split_takes_from_train_and_gives_nothing_back(digest, share, more):
    small = split_of(digest, {"train": 1 - share, "test": share})
    large = split_of(digest, {"test": share + more, "train": 1 - share - more})
    assert (small, large) != ("test", "train")


def test_shares_and_salts_are_kept():
    digests = [hashlib.sha256(str(i).encode()).hexdigest() for i in range(4000)]
    splits = {"train": 0.7, "validation": 0.2, "test": 0.1}
    dealt = [split_of(digest, splits) for digest in digests]
    for name, share in splits.items():
        assert dealt.count(name) / 4000 == pytest.approx(share, abs=0.03)
    assert dealt != [split_of(digest, splits, salt="anew") for digest in digests]


@pytest.mark.parametrize(
    "splits", [{}, {"train": 0.9}, {"train": 1.5, "test": -0.5}, {"a b": 1.0}, {"": 1.0}]
)
def test_splits_that_make_no_sense_are_refused(splits):
    with pytest.raises(ValueError, match=r"[Ss]plit"):
        check_splits(splits)
