"""The fast clock: the live head learns every answer exactly once, and forgets what was undone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from feedback.models import Project
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.likelihood import OUTCOMES
from rewardmodel.learning.head.posterior import (
    Posterior,
    learn,
    predict_outcomes,
    rms_margin_change,
)
from rewardmodel.models import LearnedPreference, LiveHead, ModelVersion
from rewardmodel.selectors.answers import (
    Answer,
    answers_of,
    current_preferences,
    learned_preferences,
    new_answers,
    targets_of,
    withdrawn_preferences,
)
from rewardmodel.services.feature_choice import choice_is_due, choose_features
from rewardmodel.services.features import at_hand, comparisons_of, usual_of
from rewardmodel.services.heads import Live, ensure_live_head, load_live, publish
from rewardmodel.services.length_worth import length_worth_of_answers
from rewardmodel.services.lift import lift_of_answers
from rewardmodel.services.rater_beliefs import Raters, fit_all, known_raters, record_raters
from rewardmodel.services.warm_start import seed_of

# Answers learned at a time.
BATCH = 256
# Answers between two refits from all: so many, or this share of all where that is more, so that
# the time of refits does not grow with the square of the answers. The first come sooner, while the
# prior counts for most.
REFIT_EVERY, REFIT_SHARE = 200, 0.05
FIRST_REFITS = (20, 50, 100)

# Longer than any transaction that stores answers lasts.
LONGEST_TRANSACTION = timedelta(minutes=5)


class FeaturesMissing(Exception):  # noqa: N818 - a job has to come first, nothing is wrong
    """The answers are about texts that a job has to embed first."""


class Update(NamedTuple):
    """What one run of the fast clock did; ``refit`` when a refit from all answers is due."""

    step: int
    learned: int
    refit: bool


def update_head(*, project_id: int, thorough: bool = False) -> Update:
    """Learns what is new in one transaction, and publishes it.

    Every answer learned is one step. Posterior, step and the list of what was learned commit
    together, so a worker that dies between two answers neither loses nor doubles one.

    Args:
        thorough: looks at all answers, however old, and notes how far all have been looked at;
            otherwise only at those after that note, so that the time does not grow with them.

    Raises:
        FeaturesMissing: many texts have to be embedded first; nothing was learned.
    """
    ensure_live_head(Project.objects.get(pk=project_id))
    with transaction.atomic():
        head = _locked_head(project_id)
        after = 0 if thorough else head.settled_id
        new = new_answers(head, after=after, most=BATCH)
        withdrawn = withdrawn_preferences(head).exists()
        if thorough and len(new) < BATCH:
            _note_settled(head)
        if not new:
            return Update(head.step, 0, withdrawn)
        reader, posterior, usual = load_live(head)
        keys = [key for answer in new for key in (answer.a, answer.b)]
        if len(at_hand(project_id, reader, keys)) < len({key.pk for key in keys}):
            raise FeaturesMissing
        before = head.step
        raters = known_raters(head, among=new)
        posterior = learn_answers(head, reader, posterior, raters, new)
        publish(head, Live(reader, posterior, usual))
    due = refit_is_due(before, head.step)
    return Update(head.step, len(new), withdrawn or due)


def refit_is_due(before: int, after: int) -> bool:
    """Whether a refit is due between two steps of the head."""
    every = max(REFIT_EVERY, int(REFIT_SHARE * after))
    if after // every > before // every:
        return True
    return any(before < step <= after for step in FIRST_REFITS)


def refit_head(*, project_id: int) -> bool:
    """Fits the head anew from every answer that it learned and that still stands.

    Rank-one updates add up small errors, and cannot take an answer back. The refit also finds how
    reliable each rater is, and lets the prior and the weight of old answers follow what predicts
    best. It runs aside; then, in one
    transaction, answers learned meanwhile are learned again and the result is published. Every
    answer taken back is one step.

    Returns:
        Whether it was published; not so when another version went live meanwhile.
    """
    project = Project.objects.get(pk=project_id)
    head = ensure_live_head(project)
    reader, posterior, _ = load_live(head)
    fitted = answers_of(learned_preferences(head))
    old, precision, card = reader, posterior.prior_precision, None
    if choice_is_due(head.version, len(fitted)):
        features, precision, card = choose_features(reader, fitted)
        reader = reader.using(features)
    x = comparisons_of(reader, fitted)
    refitted, raters, forgetting = fit_all(
        x,
        fitted,
        prior_precision=precision,
        seed=seed_of(head.version),
        start=posterior if reader is old else None,
        adjust_prior=True,
        may_forget=True,
    )
    usual = usual_of(reader, fitted)
    drift = rms_margin_change(posterior, refitted, x) if reader is old else None
    lift = lift_of_answers(x, fitted, prior_precision=refitted.prior_precision)
    worth = length_worth_of_answers(reader, x, fitted, start=refitted, cap=project.length_cap)
    with transaction.atomic():
        fresh = _locked_head(project_id)
        if fresh.version_id != head.version_id:
            return False
        done = {answer.pk for answer in fitted}
        # What was fitted and taken back since stays listed, and is found by the next refit.
        gone, _ = withdrawn_preferences(fresh).exclude(preference__in=done).delete()
        late = [row for row in answers_of(learned_preferences(fresh)) if row.pk not in done]
        rows, offsets = raters.rows(comparisons_of(reader, late), late)
        for row, offset, target in zip(rows, offsets, targets_of(late), strict=True):
            refitted = learn(refitted, row, target, offset=offset)
        record_raters(fresh, raters, fitted, refitted)
        if card is not None:
            ModelVersion.objects.filter(pk=fresh.version_id).update(features=card)
        fresh.step += gone
        fresh.drift, fresh.lift, fresh.length_worth = drift, lift, worth
        fresh.forgetting = asdict(forgetting) if forgetting else None
        publish(fresh, Live(reader, refitted, usual))
    return True


def learn_answers(
    head: LiveHead,
    reader: Reader,
    posterior: Posterior,
    raters: Raters,
    new: list[Answer],
) -> Posterior:
    """Predicts each answer, then learns it; the head is published by the caller."""
    rows, offsets = raters.rows(comparisons_of(reader, new), new)
    learned = []
    for answer, row, offset, target in zip(new, rows, offsets, targets_of(new), strict=True):
        predicted = predict_outcomes(posterior, row[None], offsets=[offset])[0]
        posterior = learn(posterior, row, target, offset=offset)
        head.step += 1
        learned.append(
            LearnedPreference(
                head=head,
                preference_id=answer.pk,
                step=head.step,
                predicted=float(predicted[OUTCOMES.index(answer.choice)]),
                probability_a=float(predicted[0]),
                probability_b=float(predicted[1]),
                correct=_correct(predicted, answer.choice),
            )
        )
    LearnedPreference.objects.bulk_create(learned)
    return posterior


def _note_settled(head: LiveHead) -> None:
    """Ids are given before rows are committed, so the latest few minutes are not settled yet."""
    old = current_preferences(head.project_id).filter(
        created_at__lt=timezone.now() - LONGEST_TRANSACTION
    )
    head.settled_id = old.aggregate(last=Max("pk"))["last"] or 0
    head.save(update_fields=["settled_id"])


def _locked_head(project_id: int) -> LiveHead:
    return (
        LiveHead.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(project_id=project_id)
    )


def _correct(predicted: FloatArray, choice: str) -> float:
    """Whether the likelier side was chosen; equal sides and ties are half right."""
    if choice == "tie" or predicted[0] == predicted[1]:
        return 0.5
    return float((predicted[0] > predicted[1]) == (choice == "a"))
