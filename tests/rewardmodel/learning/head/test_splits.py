"""The split by prompt: stable, even, monotone."""

import pytest

from rewardmodel.learning.head.splits import is_held_out

HASHES = [f"{i:064x}" for i in range(4000)]


def test_the_share_is_met() -> None:
    held_out = sum(is_held_out(h, 0.2) for h in HASHES)
    assert held_out / len(HASHES) == pytest.approx(0.2, abs=0.02)


def test_known_prompts_fall_where_they_always_fell() -> None:
    assert [is_held_out(h, 0.5) for h in HASHES[:8]] == [
        True,
        True,
        False,
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_larger_share_only_adds() -> None:
    assert all(is_held_out(h, 0.4) for h in HASHES if is_held_out(h, 0.2))


def test_none_and_all() -> None:
    assert not any(is_held_out(h, 0) for h in HASHES)
    assert all(is_held_out(h, 1) for h in HASHES)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        is_held_out("00", share)
