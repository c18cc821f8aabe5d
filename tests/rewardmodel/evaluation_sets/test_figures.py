"""Accuracy on known orders, RewardBench's categories, and best of four, by hand."""

from __future__ import annotations

import pytest

from rewardmodel.learning.measuring.known_orders import Judged, order_figures

PAIR = [[0, 1]]
OF_FOUR = [[0, 1], [0, 2], [0, 3]]


def test_an_item_is_right_when_all_its_pairs_are():
    found = order_figures(
        [
            Judged([2.0, 1.0], PAIR, ""),
            Judged([1.0, 2.0], PAIR, ""),
            Judged([1.0, 1.0], PAIR, ""),
            Judged([3.0, 1.0, 2.0, 0.0], OF_FOUR, ""),
            Judged([3.0, 1.0, 4.0, 0.0], OF_FOUR, ""),
        ]
    )
    assert found["accuracy"]["value"] == pytest.approx((1 + 0 + 0.5 + 1 + 0) / 5)
    assert found["pair_accuracy"] == pytest.approx((1 + 0 + 0.5 + 3 + 2) / 9)
    assert found["accuracy"]["low"] < 0.5 < found["accuracy"]["high"]
    assert (found["subsets"], found["categories"], found["score"]) == ({}, {}, None)


def test_rewardbench_weighs_mathematics_as_much_as_all_code():
    right, wrong = [1.0, 0.0], [0.0, 1.0]
    items = [Judged(right, PAIR, "math-prm")]
    items += [Judged(wrong, PAIR, "hep-go")] * 3 + [Judged(right, PAIR, "hep-rust")]
    items += [Judged(right, PAIR, "alpacaeval-easy")] * 3 + [Judged(wrong, PAIR, "mt-bench-easy")]
    items += [Judged(right, PAIR, "llmbar-natural"), Judged(wrong, PAIR, "donotanswer")]
    found = order_figures(items)
    assert found["categories"] == {
        "Chat": 0.75,
        "Chat Hard": 1.0,
        "Safety": 0.0,
        "Reasoning": (1 + 0.25) / 2,
    }
    assert found["score"] == pytest.approx((0.75 + 1 + 0 + 0.625) / 4)
    assert found["subsets"]["hep-go"]["n"] == 3


def test_rewardbench_2_is_best_of_four_and_the_mean_over_its_subsets():
    items = [
        Judged([3.0, 1.0, 2.0, 0.0], OF_FOUR, "Math"),
        Judged([0.0, 1.0, 2.0, 0.0], OF_FOUR, "Math"),
        Judged([3.0, 2.0, 1.0], [[0, 2], [1, 2]], "Ties"),
    ]
    found = order_figures(items)
    assert found["categories"] == {"Math": 0.5, "Ties": 1.0}
    assert found["score"] == 0.75
