"""The fast clock: the live head learns every answer exactly once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from django.db import transaction

from feedback.models import Preference, Project
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoder import SentenceEncoder
from rewardmodel.learning.features import FeatureLayout, comparison_features
from rewardmodel.learning.posterior import (
    Posterior,
    fit_posterior,
    learn,
    predict_outcomes,
    prior_posterior,
)
from rewardmodel.models import HeadState, LearnedPreference, LiveHead, ModelVersion
from rewardmodel.selectors.answers import (
    current_preferences,
    shown_first_of,
    targets_of,
    unlearned_preferences,
    withdrawn_preferences,
)
from rewardmodel.selectors.texts import prompt_text
from rewardmodel.services.encoders import base_encoder_path, encoder_of, load_encoder
from rewardmodel.services.features import Item, features_of, missing_texts

# More texts than this are embedded by a job, so that answers of others do not wait for them.
INLINE_TEXTS = 64
# Answers learned at a time, and between two refits from all answers.
BATCH = 256
REFIT_EVERY = 200

CHOICES = ("a", "b", "tie")


class FeaturesMissing(Exception):  # noqa: N818 - a job has to come first, nothing is wrong
    """The answers are about texts that a job has to embed first."""


class Update(NamedTuple):
    """What one run of the fast clock did."""

    step: int
    learned: int
    unlearned: int


def ensure_live_head(project: Project) -> LiveHead:
    """The project's live head; version 1, the base encoder under the prior, is made when needed."""
    head = LiveHead.objects.select_related("version").filter(project=project).first()
    if head is not None:
        return head
    path = base_encoder_path()
    encoder = load_encoder(path)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        head = LiveHead.objects.select_related("version").filter(project=project).first()
        if head is not None:
            return head
        version = ModelVersion.objects.create(
            project=project,
            number=1,
            state=ModelVersion.State.LIVE,
            encoder=path,
            encoder_key=encoder.key,
        )
        head = LiveHead.objects.create(project=project, version=version)
        save_posterior(head, prior_posterior(FeatureLayout(encoder.dim).dim))
    return head


def update_head(*, project_id: int) -> Update:
    """Learns what is new and unlearns what was withdrawn, in one transaction, and publishes it.

    Every answer learned or unlearned is one step. Posterior, step and the list of what was
    learned commit together, so a worker that dies between two answers neither loses nor doubles
    one.

    Raises:
        FeaturesMissing: many texts have to be embedded first; nothing was learned.
    """
    project = Project.objects.get(pk=project_id)
    ensure_live_head(project)
    with transaction.atomic():
        head = LiveHead.objects.select_for_update(of=("self",)).get(project=project)
        new = list(unlearned_preferences(head)[:BATCH])
        gone = list(withdrawn_preferences(head).values_list("pk", flat=True))
        if not new and not gone:
            return Update(head.step, 0, 0)
        encoder = encoder_of(head.version)
        _check_features(encoder, new)
        posterior = load_posterior(head)
        if gone:
            LearnedPreference.objects.filter(pk__in=gone).delete()
            head.step += len(gone)
            posterior = _refit(head, encoder, posterior)
        posterior = learn_preferences(head, encoder, posterior, new)
        if head.step // REFIT_EVERY > (head.step - len(new)) // REFIT_EVERY:
            posterior = _refit(head, encoder, posterior)
        save_posterior(head, posterior)
        head.save(update_fields=["step", "published_at"])
    return Update(head.step, len(new), len(gone))


def learn_preferences(
    head: LiveHead, encoder: SentenceEncoder, posterior: Posterior, new: list[Preference]
) -> Posterior:
    """Predicts each answer, then learns it; the head's row is saved by the caller."""
    x, targets = comparisons_of(encoder, new), targets_of(new)
    rows = []
    for preference, row, target in zip(new, x, targets, strict=True):
        predicted = predict_outcomes(posterior, row[None])[0]
        posterior = learn(posterior, row, target)
        head.step += 1
        rows.append(
            LearnedPreference(
                head=head,
                preference=preference,
                step=head.step,
                predicted=float(predicted[CHOICES.index(preference.choice)]),
                correct=_correct(predicted, preference.choice),
            )
        )
    LearnedPreference.objects.bulk_create(rows)
    return posterior


def comparisons_of(encoder: SentenceEncoder, preferences: list[Preference]) -> FloatArray:
    """Feature rows (N, D) of what the answers are about."""
    items = [item for preference in preferences for item in compared_items(preference)]
    phi = features_of(encoder, items)
    return comparison_features(phi[0::2], phi[1::2], shown_first_of(preferences))


def compared_items(preference: Preference) -> tuple[Item, Item]:
    comparison = preference.comparison
    prompt = prompt_text(comparison.prompt.messages)
    return Item(prompt, comparison.response_a.text), Item(prompt, comparison.response_b.text)


def load_posterior(head: LiveHead) -> Posterior:
    """The published posterior of the head."""
    state = HeadState.objects.get(head=head)
    mean = np.frombuffer(state.mean, dtype=np.float64)
    covariance = np.frombuffer(state.covariance, dtype=np.float64)
    return Posterior(
        mean=mean,
        covariance=covariance.reshape(len(mean), len(mean)),
        log_tie=state.log_tie,
        prior_precision=state.prior_precision,
    )


def save_posterior(head: LiveHead, posterior: Posterior) -> None:
    """Publishes the posterior when the caller's transaction commits."""
    HeadState.objects.update_or_create(
        head=head,
        defaults={
            "mean": np.ascontiguousarray(posterior.mean, dtype=np.float64).tobytes(),
            "covariance": np.ascontiguousarray(posterior.covariance, dtype=np.float64).tobytes(),
            "log_tie": posterior.log_tie,
            "prior_precision": posterior.prior_precision,
        },
    )


def _refit(head: LiveHead, encoder: SentenceEncoder, posterior: Posterior) -> Posterior:
    """The posterior from all the answers that the head has learned, anew."""
    learned = LearnedPreference.objects.filter(head=head).values("preference")
    preferences = list(current_preferences(head.project_id).filter(pk__in=learned))
    return (
        fit_posterior(
            comparisons_of(encoder, preferences),
            targets_of(preferences),
            prior_precision=posterior.prior_precision,
        )
        if preferences
        else prior_posterior(posterior.dim, prior_precision=posterior.prior_precision)
    )


def _check_features(encoder: SentenceEncoder, new: list[Preference]) -> None:
    texts = {text for preference in new for item in compared_items(preference) for text in item}
    if len(texts) > INLINE_TEXTS and missing_texts(encoder.key, texts) > INLINE_TEXTS:
        raise FeaturesMissing


def _correct(predicted: FloatArray, choice: str) -> float:
    """Whether the likelier side was chosen; equal sides and ties are half right."""
    if choice == "tie" or predicted[0] == predicted[1]:
        return 0.5
    return float((predicted[0] > predicted[1]) == (choice == "a"))
