"""Slices of upkeep: learning, refitting, refreshing queues, embedding, scoring."""

from __future__ import annotations

import time

from django.db.models import F

from feedback.models import Upkeep
from feedback.services.work import Done, More, Outcome, ask
from rewardmodel.models import LiveHead
from rewardmodel.services import (
    attack_suite,
    evaluation_sets,
    fast_clock,
    features,
    monitoring,
    queue,
    requests,
    response_rewards,
)
from rewardmodel.services.heads import ensure_live_head, load_live

# Seconds from an answer to the queue that has taken it in: many answers share one refresh.
REFRESH_AFTER = 1.0
# Seconds after which all answers are looked at, however old, and not only the latest.
THOROUGH_EVERY = 60.0
_looked: dict[int, float] = {}


def learn(row: Upkeep) -> Outcome:
    """Learns some of what is new, and asks for what follows from it."""
    assert row.project is not None
    now = time.monotonic()
    thorough = now - _looked.get(row.project.pk, -THOROUGH_EVERY) >= THOROUGH_EVERY
    try:
        update = fast_clock.update_head(project_id=row.project.pk, thorough=thorough)
    except fast_clock.FeaturesMissing:
        return Done(asks=("features",))  # which asks for this again
    monitoring.look(project_id=row.project.pk)
    if thorough and update.learned < fast_clock.BATCH:
        _looked[row.project.pk] = now
    asks = ("refit",) if update.refit else ()
    if LiveHead.objects.filter(project=row.project).exclude(queue_step=F("step")).exists():
        ask("refresh", project_id=row.project.pk, delay=REFRESH_AFTER)
    if update.learned:
        requests.retrain_if_due(project=row.project)
    return More(asks=asks) if update.learned == fast_clock.BATCH else Done(asks=asks)


def refit(row: Upkeep) -> Outcome:
    assert row.project is not None
    fitted = fast_clock.refit_head(project_id=row.project.pk)
    return Done(asks=("refresh", "attacks") if fitted else ())


def refresh(row: Upkeep) -> Outcome:
    assert row.project is not None
    queue.refresh_queue(project_id=row.project.pk)
    return Done()


def make_features(row: Upkeep) -> Outcome:
    """Embeds some of the project's texts; fast clock and queue go on with what there is."""
    assert row.project is not None
    head = ensure_live_head(row.project)
    reader = load_live(head).reader
    last = features.embed_some(project_id=row.project.pk, reader=reader, before=row.position)
    asks = ("learn", "refresh")
    return Done(asks=asks) if last is None else More(fields={"position": last}, asks=asks)


def score_responses(row: Upkeep) -> Outcome:
    """Scores some responses, in the order of their prompts, from ``position`` on."""
    assert row.project is not None
    if features.are_being_made(row.project.pk):
        return More(after=2.0)  # no text is embedded twice
    last = response_rewards.score_some(project_id=row.project.pk, after=row.position)
    return Done() if last is None else More(fields={"position": last})


def score_evaluation_sets(row: Upkeep) -> Outcome:
    assert row.project is not None
    evaluation_sets.score_evaluation_sets(project_id=row.project.pk)
    return Done()


def try_attacks(row: Upkeep) -> Outcome:
    """Tries the attack suite on versions it was not tried on; how far it is, their rows say."""
    assert row.project is not None
    return More() if attack_suite.try_some_attacks(project_id=row.project.pk) else Done()
