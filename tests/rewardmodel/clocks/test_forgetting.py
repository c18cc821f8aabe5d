"""A project whose people change their minds: the live head follows, says so, and serves it."""

from __future__ import annotations

import pytest

from rewardmodel.learning.head.posterior import predict_outcomes
from rewardmodel.models import LiveHead
from rewardmodel.selectors.answers import answers_of, current_preferences
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import comparisons_of, prepare_features
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.rater_beliefs import fit_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
BEFORE, AFTER, NEXT = 130, 70, 40


def test_the_head_follows_and_says_so(project, people, make_comparisons, give_answers, client_of):
    make_comparisons(BEFORE + AFTER + NEXT)
    prepare_features(project_id=project.pk, reader=reader_of(ensure_live_head(project).version))
    give_answers(project, people["annotator"], BEFORE, "a")
    update_head(project_id=project.pk)
    assert refit_head(project_id=project.pk)
    assert LiveHead.objects.get().forgetting is None  # too few to tell
    give_answers(project, people["annotator"], AFTER, "b")
    update_head(project_id=project.pk)
    assert refit_head(project_id=project.pk)
    forgetting = LiveHead.objects.get().forgetting
    assert forgetting["half_life"] == 100
    assert forgetting["gain"] > 3 * forgetting["gain_std"]
    shown = client_of("researcher").get(f"/api/v1/projects/{project.slug}/live-head/").json()
    assert shown["forgetting"] == forgetting
    give_answers(project, people["annotator"], NEXT, "b")
    reader, posterior, _ = load_live(LiveHead.objects.get())
    answers = answers_of(current_preferences(project.pk))
    x = comparisons_of(reader, answers)
    before, now = (
        chance_of_b(
            fit_all(
                x[:-NEXT],
                answers[:-NEXT],
                prior_precision=posterior.prior_precision,
                may_forget=forgets,
            ),
            x[-NEXT:],
            answers[-NEXT:],
        )
        for forgets in (False, True)
    )
    assert now > before


def chance_of_b(fit, x, answers) -> float:
    """What the answers, all of them b, were worth to the head before they were given."""
    rows, offsets = fit.raters.rows(x, answers)
    return float(predict_outcomes(fit.posterior, rows, offsets=offsets)[:, 1].mean())
