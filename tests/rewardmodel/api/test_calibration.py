"""Calibration is measured on the random share, before the answers were seen."""

from __future__ import annotations

import pytest

from rewardmodel.services.fast_clock import update_head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
URL = "/api/v1/projects/plumb/metrics/calibration/"


def test_too_few_answers_give_no_figures(client_of):
    seen = client_of("researcher").get(URL).json()
    assert seen["n"] == 0
    assert seen["ece"] is None
    assert seen["curve"] == []


def test_only_the_random_share_counts(project, people, make_comparisons, give_answers, client_of):
    make_comparisons(30, stream="active", priority=1.0)
    give_answers(project, people["annotator"], 30)
    update_head(project_id=project.pk)
    assert client_of("researcher").get(URL).json()["n"] == 0


def test_figures_of_predictions(project, people, make_comparisons, give_answers, client_of):
    make_comparisons(30, stream="random")
    for index in range(30):
        give_answers(project, people["annotator"], 1, "aab"[index % 3])
        update_head(project_id=project.pk)
    seen = client_of("researcher").get(URL).json()
    assert seen["n"] == 30
    assert sum(row["n"] for row in seen["curve"]) == 30
    assert 0 <= seen["ece_low"] <= seen["ece_high"] <= 1
    assert seen["log_loss"] > 0
    assert 0.05 <= seen["temperature"] <= 20
