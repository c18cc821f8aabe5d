"""The refit from all answers, while answers go on coming and going."""

from __future__ import annotations

import numpy as np
import pytest

from feedback.models import RaterBelief
from feedback.services.answering import undo_preference
from rewardmodel.learning.head.posterior import learn
from rewardmodel.models import LearnedPreference, LiveHead
from rewardmodel.selectors.answers import (
    Answer,
    Rater,
    answers_of,
    current_preferences,
    targets_of,
)
from rewardmodel.services import fast_clock
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import comparisons_of
from rewardmodel.services.heads import ensure_live_head, load_posterior
from rewardmodel.services.rater_beliefs import fit_all, known_raters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something at the instant between the reading of the answers and the fit."""

    def during_the_fit(action):
        def fit(*args, **kwargs):
            action()
            return fit_all(*args, **kwargs)

        monkeypatch.setattr(fast_clock, "fit_all", fit)

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
    x = comparisons_of(reader_of(head.version), answers)
    refitted = load_posterior(head)
    # The fit of those that were read, and then the late one by a rank-one update.
    fitted, raters, _ = fit_all(
        x[:4],
        answers[:4],
        prior_precision=before.prior_precision,
        start=before,
        adjust_prior=True,
    )
    rows, offsets = raters.rows(x[4:], answers[4:])
    expected = learn(fitted, rows[0], targets_of(answers[4:])[0], offset=offsets[0])
    np.testing.assert_allclose(refitted.mean, expected.mean, atol=1e-6)
    assert abs(fitted.mean - expected.mean).max() > 1e-2


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


def test_a_refit_finds_how_far_the_raters_agree(project, people, make_comparisons, give_answers):
    project.overlap = 2
    project.save()
    make_comparisons(20)
    for name, choice in (("annotator", "a"), ("admin", "a")):
        give_answers(project, people[name], 20, choice)
    update_head(project_id=project.pk)
    head = LiveHead.objects.get()
    assert known_raters(head).place == {}
    refit_head(project_id=project.pk)
    raters = known_raters(head)
    assert set(raters.place) == {Rater(people[name].pk, "") for name in ("annotator", "admin")}
    people_alone = RaterBelief.objects.filter(project=project, annotator__isnull=False)
    assert {row.answers for row in people_alone} == {20}
    # Both gave the same answers, so neither counts for more than the other.
    reliabilities = raters.effects.log_reliability
    assert abs(reliabilities[0] - reliabilities[1]) < 0.2


def test_exports_are_told_how_reliable_the_raters_are(
    project, people, make_comparisons, give_answers
):
    make_comparisons(8)
    give_answers(project, people["annotator"], 5)
    give_answers(project, people["admin"], 3, "b")
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    head = LiveHead.objects.get()
    told = {row.annotator_id: row for row in RaterBelief.objects.filter(project=project)}
    assert set(told) == {None, people["annotator"].pk, people["admin"].pk}
    posterior, known = load_posterior(head), known_raters(head)
    place = known.place[Rater(people["admin"].pk, "")]
    row = told[people["admin"].pk]
    assert row.log_reliability == pytest.approx(known.effects.log_reliability[place])
    assert row.side_bias == pytest.approx(known.effects.side_bias[place])
    assert told[None].side_bias == pytest.approx(posterior.mean[-1])
    refit_head(project_id=project.pk)
    assert RaterBelief.objects.count() == 3


def test_ties_are_learned_from_what_no_rule_sought_out():
    """A rule that asks for clear cases meets few ties, whatever there is elsewhere."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 3))
    answers = [
        Answer(
            pk=i,
            choice="tie" if i % 3 == 0 and i % 2 else "a" if x[i, 0] > 0 else "b",
            strength=None,
            first_shown="",
            annotator_id=None,
            rater="",
            acquisition_rule="random" if i % 3 == 0 else "d_optimal",
            prompt_id=i,
            prompt_hash="",
            response_a_id=2 * i,
            hash_a="",
            response_b_id=2 * i + 1,
            hash_b="",
        )
        for i in range(300)
    ]
    fitted = fit_all(x, answers, prior_precision=1.0).posterior
    all_alike = [answer._replace(acquisition_rule="random") for answer in answers]
    assert fitted.log_tie > fit_all(x, all_alike, prior_precision=1.0).posterior.log_tie + 0.3
