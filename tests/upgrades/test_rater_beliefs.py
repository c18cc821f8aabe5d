"""The two tables of an earlier version about raters are one, and say the same."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.upgrades.conftest import Upgraded

Rater = tuple[int, int | None, str]


def test_what_both_tables_held_of_each_rater_is_in_the_one(upgraded: Upgraded) -> None:
    heads = {row["id"]: row["project_id"] for row in upgraded.before["rewardmodel_livehead"]}
    beliefs = {
        _rater(row["project_id"], row): row for row in upgraded.after["feedback_raterbelief"]
    }
    assert len(beliefs) == len(upgraded.after["feedback_raterbelief"])  # each rater once
    effects = upgraded.before["rewardmodel_ratereffect"]
    assert any(len(row["pseudonym"]) == 64 for row in effects)
    for effect in effects:
        belief = beliefs[_rater(heads[effect["head_id"]], effect)]
        for column in (
            "answers",
            "log_reliability",
            "log_reliability_std",
            "side_bias",
            "side_bias_std",
        ):
            assert belief[column] == effect[column]
    for opinion in upgraded.before["feedback_rateropinion"]:
        project = opinion["project_id"]
        belief = beliefs[_rater(project, opinion)]
        typical = beliefs[project, None, ""]
        shared = 0.0 if belief is typical else typical["side_bias"]
        assert math.exp(belief["log_reliability"]) == pytest.approx(opinion["reliability"])
        assert belief["side_bias"] + shared == pytest.approx(opinion["side_bias"])
        assert belief["log_tie"] == opinion["log_tie"]


def _rater(project: int, row: dict[str, Any]) -> Rater:
    return project, row["annotator_id"], row["pseudonym"]
