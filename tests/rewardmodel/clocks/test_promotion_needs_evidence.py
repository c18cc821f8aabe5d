"""A candidate goes live on evidence alone: enough held-out answers, and not worse by them."""

from __future__ import annotations

import pytest

from rewardmodel.services.training import judge


def difference(**values):
    usual = {"mean": -0.01, "low": -0.03, "high": 0.01, "worse": 0.1, "answers": 200, "groups": 40}
    return usual | values


def test_one_that_is_better_is_promoted():
    promoted, reason = judge(difference())
    assert promoted
    assert "-0.0100" in reason
    assert "10%" in reason


@pytest.mark.parametrize("few", [{"answers": 24}, {"groups": 3}])
def test_too_few_answers_keep_the_old_and_say_so(few):
    promoted, reason = judge(difference(**few))
    assert not promoted
    assert "too few to tell" in reason
    assert judge(None)[0] is False


def test_one_that_is_likely_worse_is_rejected_even_where_the_mean_is_better(settings):
    assert not judge(difference(worse=0.4))[0]
    settings.PLUMBLINE_PROMOTE_RISK = 50
    assert judge(difference(worse=0.4))[0]
