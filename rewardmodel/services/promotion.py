"""Making a version live: the new head is fitted aside and swapped in at one instant."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from feedback.services.work import Failed, Outcome, Stopped, carry_out, succeed
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.checkpoint import ArtefactError
from rewardmodel.learning.head.posterior import DEFAULT_PRIOR_PRECISION
from rewardmodel.models import LearnedPreference, LiveHead, ModelVersion, Promotion
from rewardmodel.selectors.answers import Answer, answers_of, current_preferences
from rewardmodel.services.audits import repeat_audits
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import learn_answers
from rewardmodel.services.features import comparisons_of, prepare_features, usual_of
from rewardmodel.services.heads import Live, ensure_live_head, publish
from rewardmodel.services.rater_beliefs import Fit, fit_all, record_raters
from rewardmodel.services.warm_start import make_seed, seed_of


def perform_promotion(*, promotion_id: int) -> Promotion:
    """Carries out a promotion now, in this process."""
    return carry_out(Promotion.objects.get(pk=promotion_id))


def promote(promotion: Promotion) -> Outcome:
    """Carries out a promotion that was asked for. The live head is untouched when it fails.

    All that changes changes at one instant, so that a promotion whose worker was killed, or that
    two workers carry out, is done once.
    """
    version = promotion.version
    ensure_live_head(version.project)
    try:
        if version.seeded_from_id and not version.artefact:
            make_seed(version)
        reader = reader_of(version)
        prepare_features(project_id=version.project_id, reader=reader)
        fitted = _fit(version, reader)
        with transaction.atomic():
            _swap(promotion, reader, *fitted)
    except ArtefactError as error:
        return Failed("artefact_unusable", str(error))
    raise Stopped  # the swap has ended it


def _fit(version: ModelVersion, reader: Reader) -> tuple[Fit, list[Answer]]:
    """A head on the version's features from all answers so far."""
    known = answers_of(current_preferences(version.project_id))
    precision = float(version.metrics.get("prior_precision", DEFAULT_PRIOR_PRECISION))
    x, seed = comparisons_of(reader, known), seed_of(version)
    return fit_all(x, known, prior_precision=precision, seed=seed, may_forget=True), known


def _swap(promotion: Promotion, reader: Reader, fit: Fit, known: list[Answer]) -> None:
    """The instant itself: everything below commits together or not at all."""
    version = promotion.version
    head = LiveHead.objects.select_for_update(of=("self",)).get(project=version.project)
    current = {row.pk: row for row in answers_of(current_preferences(version.project_id))}
    if any(row.pk not in current for row in known):
        # Somebody took an answer back while the head was fitted.
        fit, known = _fit(version, reader)
    arrived = [row for pk, row in current.items() if pk not in {row.pk for row in known}]
    head.step += 1
    _list_as_learned(head, known)
    new = _unlisted(head, arrived)
    posterior = learn_answers(head, reader, fit.posterior, fit.raters, new)
    record_raters(head, fit.raters, known, posterior)
    previous = head.version
    _change_states(head, version)
    head.version, head.drift = version, None
    head.forgetting = asdict(fit.forgetting) if fit.forgetting else None
    publish(head, Live(reader, posterior, usual_of(reader, known)))
    repeat_audits(project_id=version.project_id)
    # Last, and with the rest: one that was cancelled, or taken over by another, changes nothing.
    succeed(promotion, previous=previous, asks=("refresh", "evaluation", "attacks"))


def _list_as_learned(head: LiveHead, known: list[Answer]) -> None:
    """What the new head was fitted on counts as learned, each once; the withdrawn no longer."""
    LearnedPreference.objects.filter(head=head).exclude(
        preference__in=[row.pk for row in known]
    ).delete()
    listed = set(LearnedPreference.objects.filter(head=head).values_list("preference", flat=True))
    LearnedPreference.objects.bulk_create(
        LearnedPreference(head=head, preference_id=row.pk, step=head.step)
        for row in known
        if row.pk not in listed
    )


def _unlisted(head: LiveHead, arrived: list[Answer]) -> list[Answer]:
    listed = set(LearnedPreference.objects.filter(head=head).values_list("preference", flat=True))
    return [row for row in arrived if row.pk not in listed]


def _change_states(head: LiveHead, version: ModelVersion) -> None:
    ModelVersion.objects.filter(project=head.project, state=ModelVersion.State.LIVE).update(
        state=ModelVersion.State.RETIRED
    )
    ModelVersion.objects.filter(pk=version.pk).update(
        state=ModelVersion.State.LIVE, promoted_at=timezone.now()
    )
