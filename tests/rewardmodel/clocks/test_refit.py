"""The refit from all answers, while answers go on coming and going."""

from __future__ import annotations

import pytest

from feedback.services.answering import undo_preference
from rewardmodel.learning.posterior import fit_posterior
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.selectors.answers import answers_of, current_preferences, targets_of
from rewardmodel.services import fast_clock
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.fast_clock import comparisons_of, refit_head, update_head
from rewardmodel.services.heads import ensure_live_head, load_posterior

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something at the instant between the reading of the answers and the fit."""

    def during_the_fit(action):
        def fit(*args, **kwargs):
            action()
            return fit_posterior(*args, **kwargs)

        monkeypatch.setattr(fast_clock, "fit_posterior", fit)

    return during_the_fit


def test_an_answer_learned_during_the_fit_is_learned_again(
    project, people, make_comparisons, give_answers, meanwhile
):
    make_comparisons(6)
    give_answers(project, people["annotator"], 4)
    update_head(project_id=project.pk)
    before = load_posterior(LiveHead.objects.get())

    def answer() -> None:
        give_answers(project, people["annotator"], 1, "b")
        update_head(project_id=project.pk)

    meanwhile(answer)
    assert refit_head(project_id=project.pk)
    head = LiveHead.objects.get()
    assert head.step == 5
    answers = answers_of(current_preferences(project.pk))
    whole = fit_posterior(
        comparisons_of(encoder_of(head.version), answers),
        targets_of(answers),
        prior_precision=before.prior_precision,
    )
    mean = load_posterior(head).mean
    # The late answer came by a rank-one update, so the two agree nearly, not to the last bit.
    assert abs(mean - whole.mean).max() < 0.2 * abs(whole.mean - before.mean).max()


def test_an_answer_taken_back_during_the_fit_is_found_by_the_next(
    project, people, make_comparisons, give_answers, meanwhile
):
    make_comparisons(4)
    first, *_ = give_answers(project, people["annotator"], 3)
    update_head(project_id=project.pk)
    meanwhile(lambda: undo_preference(preference_id=first.pk, annotator=people["annotator"]))
    refit_head(project_id=project.pk)
    assert LearnedPreference.objects.filter(preference=first).exists()
    assert update_head(project_id=project.pk).refit
    meanwhile(lambda: None)
    refit_head(project_id=project.pk)
    assert not LearnedPreference.objects.filter(preference=first).exists()
    assert LiveHead.objects.get().step == 4


def test_a_version_that_went_live_meanwhile_is_left_alone(
    project, people, make_comparisons, give_answers, meanwhile
):
    make_comparisons(3)
    give_answers(project, people["annotator"], 2)
    update_head(project_id=project.pk)
    head = LiveHead.objects.get()
    other = head.version.__class__.objects.create(
        project=project, number=2, encoder=head.version.encoder, encoder_key="0" * 64
    )
    meanwhile(lambda: LiveHead.objects.update(version=other))
    assert not refit_head(project_id=project.pk)


def test_the_drift_of_the_running_head_is_written_down(
    project, people, make_comparisons, give_answers
):
    make_comparisons(6)
    give_answers(project, people["annotator"], 6)
    update_head(project_id=project.pk)
    assert ensure_live_head(project).drift is None
    refit_head(project_id=project.pk)
    drift = LiveHead.objects.get().drift
    assert drift is not None
    assert 0 < drift < 1
