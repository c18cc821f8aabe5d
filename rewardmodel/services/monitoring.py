"""Monitor rounds: starting, drawing, looking at and closing them."""

from __future__ import annotations

import random
import secrets
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Generator, MonitorRound, Preference, Project, User, Work
from feedback.selectors.candidates import (
    ResponseKey,
    askable_prompts,
    response_keys,
    responses_of_prompts,
)
from feedback.services.audit import record
from feedback.services.comparison_life import end_monitoring, lock_project
from feedback.services.work import Done, Failed, Outcome, ask, state_due, tell
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.features import comparison_features
from rewardmodel.learning.measuring.best_of_n import draw_pairs, prompt_pairs
from rewardmodel.models import LiveHead
from rewardmodel.selectors.monitoring import figures_of, is_open, open_rounds

# Fewer prompts than this say nothing about others.
FEWEST_PROMPTS = 10
MOST_PROMPTS, MOST_SAMPLES = 500, 16
_PART = 25  # prompts scored between two signs of life


def start_round(
    *,
    project: Project,
    by: User,
    generator: Generator | None,
    samples: int,
    prompts: int,
    tolerance: float,
) -> MonitorRound:
    """Asks for a round; a project has one at a time.

    Raises:
        Refusal: ``round_open``.
    """
    ns = [n for n in (2, 4, 8, 16) if n < samples] + [samples]
    try:
        with transaction.atomic():
            row = MonitorRound.objects.create(
                project=project,
                generator=generator,
                samples=samples,
                ns=ns,
                most_prompts=prompts,
                tolerance=tolerance,
                seed=secrets.randbits(32),
                started_by=by,
            )
            record("monitor.started", by=by, project=project, subject=str(row))
            state_due(row)
    except IntegrityError as error:
        raise Refusal("round_open", "A round is open already. Close it first.") from error
    return row


def close_round(*, row: MonitorRound, by: User) -> MonitorRound:
    """Nobody else is asked, and the answers are learned from now on, each once.

    Raises:
        Refusal: ``round_closed``.
    """
    with transaction.atomic():
        lock_project(row.project_id)
        row = MonitorRound.objects.select_for_update().get(pk=row.pk)
        if not is_open(row):
            raise Refusal("round_closed", "This round is not open.")
        row.closed_at = timezone.now()
        if row.state in (Work.State.QUEUED, Work.State.RUNNING):
            row.state = Work.State.CANCELLED
        row.save(update_fields=["closed_at", "state"])
        end_monitoring(row.pk)
        _learn_from_here(row)
        record("monitor.closed", by=by, project=row.project, subject=str(row))
        ask("learn", project_id=row.project_id)
    return row


def _learn_from_here(row: MonitorRound) -> None:
    """The fast clock, which begins after what it has looked at, has to come back to the answers."""
    given = Preference.objects.filter(comparison__monitor_round=row)
    first = given.aggregate(first=Min("pk"))["first"]
    if first is not None:
        heads = LiveHead.objects.select_for_update().filter(project=row.project_id)
        heads.filter(settled_id__gte=first).update(settled_id=first - 1)


def look(*, project_id: int) -> MonitorRound | None:
    """Looks at the open round where answers have come in; the first alarm is noted once."""
    row = open_rounds(project_id).filter(state=Work.State.SUCCEEDED).first()
    if row is None or row.alarmed_at is not None:
        return row
    figures = figures_of(row)
    if figures["answers"] == row.looked:
        return row
    row.looked, row.alarm = figures["answers"], figures["alarm"]
    with transaction.atomic():
        if row.alarm:
            row.alarmed_at = timezone.now()
            subject, after = str(row), dict(row.alarm)
            record("monitor.alarmed", by=None, project=row.project, subject=subject, after=after)
        row.save(update_fields=["looked", "alarm", "alarmed_at"])
    return row


def draw_round(row: MonitorRound) -> Outcome:
    """Draws prompts and responses, scores them by the live head, and opens one pair a prompt."""
    from rewardmodel.services.features import features_of_keys
    from rewardmodel.services.heads import ensure_live_head, load_live

    rng = np.random.default_rng(row.seed)
    drawn = _samples(row, random.Random(row.seed))
    if len(drawn) < FEWEST_PROMPTS:
        message = (
            f"{len(drawn)} prompts have {row.samples} different responses; "
            f"a round needs {FEWEST_PROMPTS}."
        )
        return Failed("too_few_prompts", message)
    head = ensure_live_head(row.project)
    live = load_live(head)
    found: list[dict[str, Any]] = []
    for start in range(0, len(drawn), _PART):
        part = drawn[start : start + _PART]
        rows = features_of_keys(live.reader, [key for keys in part for key in keys])
        phi = np.asarray(rows, dtype=np.float64).reshape(len(part), row.samples, -1)
        found += [
            _scored(live, keys, each, row.ns, rng) for keys, each in zip(part, phi, strict=True)
        ]
        tell(row, progress=len(found) / len(drawn))
    if all(len(set(each["rewards"])) == 1 for each in found):
        message = "The reward model tells no response from another yet: it has to learn first."
        return Failed("nothing_learned", message)
    with transaction.atomic():
        lock_project(row.project_id)
        _open(row, found, head.version.number)
        tell(row, drawn=found, version=head.version.number, step=head.step)
    return Done()


def _samples(row: MonitorRound, rng: random.Random) -> list[list[ResponseKey]]:
    """For each prompt drawn its samples, no two of them the same text."""
    by_prompt: dict[int, dict[str, ResponseKey]] = {}
    found = responses_of_prompts(askable_prompts(row.project_id), row.generator_id)
    for key in response_keys(found):
        by_prompt.setdefault(key.prompt_id, {}).setdefault(key.content_hash, key)
    able = [pk for pk in sorted(by_prompt) if len(by_prompt[pk]) >= row.samples]
    chosen = sorted(rng.sample(able, min(len(able), row.most_prompts)))
    return [rng.sample(list(by_prompt[pk].values()), row.samples) for pk in chosen]


def _scored(
    live: Any, keys: list[ResponseKey], phi: FloatArray, ns: list[int], rng: np.random.Generator
) -> dict[str, Any]:
    """What the head makes of one prompt's samples (N, D), and the pair of them that is asked."""
    from rewardmodel.learning.head.posterior import predict_outcomes, rewards

    columns = live.reader.layout.reward_columns
    reward: FloatArray = rewards(live.posterior, phi, columns)[0]
    pairs = prompt_pairs(reward, ns)
    i, j = pairs.pairs.T
    p = predict_outcomes(live.posterior, comparison_features(phi[i], phi[j], np.zeros(len(i))))
    (asked,) = draw_pairs(pairs.propensity, rng).tolist()
    return {
        "prompt": keys[0].prompt_id,
        "responses": [key.pk for key in keys],
        "rewards": [float(each) for each in reward],
        "lengths": [float(each) for each in phi[:, -2]],
        "predicted": [round(float(each), 5) for each in p[:, 0] + p[:, 2] / 2],
        "pair": asked,
        "propensity": float(pairs.propensity[asked]),
    }


def _open(row: MonitorRound, found: list[dict[str, Any]], version: int) -> None:
    """Opens the comparison of each prompt, and notes its id with the prompt."""
    rows = []
    for each in found:
        i, j = np.triu_indices(len(each["responses"]), k=1)
        ends = (each["responses"][int(k[each["pair"]])] for k in (i, j))
        a, b = sorted(ends)
        rows.append(
            Comparison(
                project_id=row.project_id,
                prompt_id=each["prompt"],
                response_a_id=a,
                response_b_id=b,
                stream=Comparison.Stream.MONITOR,
                monitor_round=row,
                acquisition_rule="monitor",
                model_version=version,
                propensity=each["propensity"],
                priority=random.random(),
            )
        )
    for each, made in zip(found, Comparison.objects.bulk_create(rows), strict=True):
        each["comparison"] = made.pk
