"""The slow clock: fine-tune, evaluate on held-out prompts, keep the artefact, promote or not."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterable
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from feedback.models import Project, Prompt, Response
from rewardmodel.learning import metrics
from rewardmodel.learning.checkpoint import save_head
from rewardmodel.learning.encoder import SentenceEncoder
from rewardmodel.learning.finetuning import FinetuneResult, Progress, PromptGroup, finetune
from rewardmodel.learning.fitting import choose_prior_precision
from rewardmodel.learning.posterior import Posterior, predict_outcomes
from rewardmodel.learning.splits import is_held_out
from rewardmodel.models import ModelVersion, Promotion, TrainingRun
from rewardmodel.selectors.answers import (
    Answer,
    answers_of,
    current_preferences,
    shown_first_of,
    targets_of,
)
from rewardmodel.selectors.texts import prompt_text
from rewardmodel.services.artefacts import store_artefact
from rewardmodel.services.encoders import base_encoder_path, encoder_of
from rewardmodel.services.fast_clock import comparisons_of
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.raters import fit_all

logger = logging.getLogger(__name__)

HELD_OUT_SHARE = 0.2
# Rows read at a time.
CHUNK = 500
# A difference in log-loss below this is rounding, not a worse model.
TOLERANCE = 1e-9
# Shares of the bar: fine-tuning takes nearly all of the time.
TUNED_AT, EVALUATED_AT, STORED_AT = 0.8, 0.85, 0.9


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """Somebody cancelled the run."""


def run_training(*, run_id: int) -> TrainingRun:
    """Carries out a queued run to its end; every failure is told in the run's row."""
    claimed = TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.QUEUED).update(
        state=TrainingRun.State.RUNNING, started_at=timezone.now(), heartbeat_at=timezone.now()
    )
    run = TrainingRun.objects.select_related("project").get(pk=run_id)
    if not claimed:
        return run
    try:
        _train(run)
    except Cancelled:
        logger.info("Training run %s was cancelled.", run_id)
    except Exception as error:
        logger.exception("Training run %s failed.", run_id)
        TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.RUNNING).update(
            state=TrainingRun.State.FAILED, message=str(error)[:2000], finished_at=timezone.now()
        )
    run.refresh_from_db()
    return run


def _train(run: TrainingRun) -> None:
    project = run.project
    parent = ensure_live_head(project).version
    _tell(run, "reading answers", 0.01)
    answers = answers_of(current_preferences(project.pk))
    train, held_out = split(answers)
    old = encoder_of(parent)
    _tell(run, "fine-tuning", 0.03)
    result = finetune(
        old,
        groups_of(train),
        groups_of(held_out),
        epochs=settings.PLUMBLINE_TRAIN_EPOCHS,
        learning_rate=settings.PLUMBLINE_TRAIN_LEARNING_RATE,
        batch_responses=32,
        seed=run.pk,
        on_progress=lambda progress: _follow(run, progress),
    )
    _tell(run, "evaluating", TUNED_AT)
    figures, head = evaluate(old, result.encoder, train, held_out)
    figures |= _what_was_used(result)
    _tell(run, "storing", EVALUATED_AT)
    version = _store_version(run, parent, result.encoder, head, figures, answers)
    _tell(run, "recomputing features", STORED_AT)
    prepare_features(project_id=project.pk, encoder=encoder_of(version))
    _decide(run, version, figures)


def split(answers: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """Training and held-out answers, by the prompt's content: a prompt is on one side for ever.

    With so few prompts that none is held out, every fifth prompt is; with none to train on, all
    are trained on and nothing is held out.
    """
    prompts = sorted({answer.prompt_hash for answer in answers})
    held = {prompt for prompt in prompts if is_held_out(prompt, HELD_OUT_SHARE)}
    if not held or len(held) == len(prompts):
        held = set(prompts[::5]) if len(prompts) > 1 else set()
    train = [answer for answer in answers if answer.prompt_hash not in held]
    return train, [answer for answer in answers if answer.prompt_hash in held]


def groups_of(answers: list[Answer]) -> list[PromptGroup]:
    """The answers by prompt, each response once."""
    by_prompt: dict[int, list[Answer]] = {}
    for answer in answers:
        by_prompt.setdefault(answer.prompt_id, []).append(answer)
    ids = {pk for answer in answers for pk in (answer.response_a_id, answer.response_b_id)}
    messages = _by_id(Prompt.objects.all(), by_prompt, "messages")
    texts = _by_id(Response.objects.all(), ids, "text")
    groups = []
    for prompt, rows in by_prompt.items():
        responses = sorted({pk for row in rows for pk in (row.response_a_id, row.response_b_id)})
        place = {pk: index for index, pk in enumerate(responses)}
        pairs = [(place[row.response_a_id], place[row.response_b_id]) for row in rows]
        groups.append(
            PromptGroup(
                prompt=prompt_text(messages[prompt]),
                responses=[texts[pk] for pk in responses],
                pairs=np.array(pairs, dtype=np.int64),
                targets=targets_of(rows),
                shown_first=shown_first_of(rows).astype(np.int64),
            )
        )
    return groups


def _by_id(rows: QuerySet[Any], ids: Iterable[int], field: str) -> dict[int, Any]:
    """One column of many rows; databases bound how many ids a statement may name."""
    found: dict[int, Any] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= dict(rows.filter(pk__in=part).values_list("pk", field))
    return found


def evaluate(
    old: SentenceEncoder,
    new: SentenceEncoder,
    train: list[Answer],
    held_out: list[Answer],
) -> tuple[dict[str, Any], Posterior]:
    """Held-out figures of a head on the new features and, as the baseline, on the old ones.

    Both heads are fitted to the training answers alone, so that neither has seen the held-out
    ones. Returns the figures and the new head.
    """
    figures: dict[str, Any] = {}
    targets = targets_of(train)
    prompts = [row.prompt_hash for row in train]
    for name, encoder in (("baseline", old), ("held_out", new)):
        x = comparisons_of(encoder, train)
        precision = choose_prior_precision(x, targets, prompts)
        head, raters = fit_all(x, train, prior_precision=precision)
        if held_out:
            rows, offsets = raters.rows(comparisons_of(encoder, held_out), held_out)
            p = predict_outcomes(head, rows, offsets=offsets)
            q = targets_of(held_out)
            figures[f"{name}_log_loss"] = float(metrics.log_loss(p, q))
            figures[f"{name}_accuracy"] = float(metrics.accuracy(p, q))
            figures[f"{name}_ece"] = float(metrics.expected_calibration_error(p, q))
        figures[f"{name}_prior_precision"] = float(precision)
    figures["ece"] = figures.get("held_out_ece")
    figures["prior_precision"] = figures["held_out_prior_precision"]
    return figures, head


def _what_was_used(result: FinetuneResult) -> dict[str, Any]:
    return {
        "train_preferences": result.train_comparisons,
        "held_out_preferences": result.held_out_comparisons,
        "left_out": result.left_out,
        "truncated_responses": result.truncated_responses,
        "best_epoch": result.best_epoch,
    }


def _store_version(
    run: TrainingRun,
    parent: ModelVersion,
    encoder: SentenceEncoder,
    head: Posterior,
    figures: dict[str, Any],
    answers: list[Answer],
) -> ModelVersion:
    """Writes the artefact, then the row that names it."""
    data_hash = hashlib.sha256(
        "\n".join(f"{row.pk} {row.choice} {row.strength}" for row in answers).encode()
    ).hexdigest()
    card = {
        "project": run.project.slug,
        "parent": parent.number,
        "data_hash": data_hash,
        "code_version": package_version("plumbline"),
        "metrics": figures,
    }
    name = f"versions/{run.project.slug}/run-{run.pk}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        encoder.save(folder / "encoder")
        save_head(folder / "head", head, card)
        artefact_hash = store_artefact(folder, name=name)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=run.project_id)
        last = run.project.versions.aggregate(last=Max("number"))["last"] or 0
        return ModelVersion.objects.create(
            project=run.project,
            number=last + 1,
            parent=parent,
            encoder=parent.encoder or base_encoder_path(),
            encoder_key=encoder.key,
            artefact=name,
            artefact_hash=artefact_hash,
            data_hash=data_hash,
            metrics=figures,
            training_run=run,
        )


def _decide(run: TrainingRun, version: ModelVersion, figures: dict[str, Any]) -> None:
    """Promotes the candidate unless it is worse on the held-out prompts."""
    new, old = figures.get("held_out_log_loss"), figures.get("baseline_log_loss")
    better = new is None or old is None or new <= old + TOLERANCE
    if better:
        _tell(run, "promoting", 0.95)
        promotion = Promotion.objects.create(
            project=run.project,
            version=version,
            requested_by=run.requested_by,
            reason="Not worse on held-out prompts."
            if new is not None
            else "Nothing could be held out.",
        )
        promotion = perform_promotion(promotion_id=promotion.pk)
        if promotion.state == Promotion.State.FAILED:
            raise RuntimeError(promotion.reason)
    else:
        ModelVersion.objects.filter(pk=version.pk).update(state=ModelVersion.State.REJECTED)
    TrainingRun.objects.filter(pk=run.pk).update(
        state=TrainingRun.State.SUCCEEDED,
        outcome="promoted" if better else "rejected",
        phase="done",
        progress=1.0,
        figures=figures,
        finished_at=timezone.now(),
    )


def _follow(run: TrainingRun, progress: Progress) -> None:
    share = progress.step / max(1, progress.total_steps)
    if progress.train_loss is not None or progress.held_out_log_loss is not None:
        run.history.append(
            {
                "step": progress.step,
                "epoch": progress.epoch,
                "train_loss": progress.train_loss,
                "held_out_log_loss": progress.held_out_log_loss,
            }
        )
    _tell(run, "fine-tuning", 0.03 + share * (TUNED_AT - 0.03))


def _tell(run: TrainingRun, phase: str, progress: float) -> None:
    """Writes where the run stands.

    Raises:
        Cancelled: the run was cancelled.
    """
    told = TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.RUNNING).update(
        phase=phase, progress=progress, history=run.history, heartbeat_at=timezone.now()
    )
    if not told:
        raise Cancelled
