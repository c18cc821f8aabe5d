"""The slow clock: fine-tune, evaluate on held-out prompts, keep the artefact, promote or not."""

from __future__ import annotations

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback import __version__
from feedback.models import Project, Prompt, Response
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader
from rewardmodel.learning.head.checkpoint import save_head
from rewardmodel.learning.head.posterior import Posterior
from rewardmodel.learning.head.splits import is_held_out
from rewardmodel.learning.tuning.finetuning import FinetuneResult, Lora, PromptGroup, finetune
from rewardmodel.models import ModelVersion, Promotion, TrainingRun
from rewardmodel.selectors.answers import (
    Answer,
    answers_of,
    current_preferences,
    shown_first_of,
    targets_of,
)
from rewardmodel.services.artefacts import store_artefact
from rewardmodel.services.encoders import base_encoder_path, reader_of
from rewardmodel.services.evaluation import evaluate
from rewardmodel.services.feature_choice import choose_features
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.run_log import TUNING_FROM, TUNING_TO, Cancelled, RunLog
from rewardmodel.services.warm_start import seed_of

logger = logging.getLogger(__name__)

HELD_OUT_SHARE = 0.2
# Rows read at a time.
CHUNK = 500
# A difference in log-loss below this is rounding, not a worse model.
TOLERANCE = 1e-9
# Shares of the bar; fine-tuning, which comes first, takes nearly all of the time.
CHOSEN_FROM, EVALUATED_AT, STORED_AT = 0.02, 0.85, 0.9


def run_training(*, run_id: int) -> TrainingRun:
    """Carries out a queued run to its end; every failure is told in the run's row.

    A run whose worker was killed is queued again and goes on from its last checkpoint.
    """
    claimed = TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.QUEUED).update(
        state=TrainingRun.State.RUNNING,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", timezone.now()),
        heartbeat_at=timezone.now(),
    )
    run = TrainingRun.objects.select_related("project").get(pk=run_id)
    if not claimed:
        return run
    log = RunLog(run)
    try:
        _train(run, log)
    except Cancelled:
        logger.info("Training run %s was cancelled.", run_id)
    except Exception as error:
        logger.exception("Training run %s failed.", run_id)
        TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.RUNNING).update(
            state=TrainingRun.State.FAILED, message=str(error)[:2000], finished_at=timezone.now()
        )
    finally:
        log.close()
    shutil.rmtree(_checkpoint_of(run), ignore_errors=True)
    run.refresh_from_db()
    return run


def _checkpoint_of(run: TrainingRun) -> Path:
    return Path(settings.PLUMBLINE_HOME) / "checkpoints" / f"run-{run.pk}"


def _train(run: TrainingRun, log: RunLog) -> None:
    project = run.project
    parent = ensure_live_head(project).version
    log.tell("reading answers", 0.01)
    answers = answers_of(current_preferences(project.pk))
    train, held_out = split(answers)
    old = reader_of(parent)
    log.tell("choosing layers", CHOSEN_FROM)
    choice = choose_features(_offering(old), train)
    log.tell("fine-tuning", TUNING_FROM)
    result = finetune(
        old.encoder,
        groups_of(train),
        groups_of(held_out),
        epochs=settings.PLUMBLINE_TRAIN_EPOCHS,
        learning_rate=settings.PLUMBLINE_TRAIN_LEARNING_RATE,
        batch_responses=settings.PLUMBLINE_TRAIN_BATCH,
        accumulation=settings.PLUMBLINE_TRAIN_ACCUMULATION,
        seed=run.pk,
        on_progress=log.follow,
        lora=_adapters(old.encoder),
        features=choice.features,
        cut=True,
        checkpoint=_checkpoint_of(run),
    )
    log.tell("evaluating", TUNING_TO)
    new = Reader(result.encoder, result.features, result.features.sources)
    figures, head = evaluate(old, new, train, held_out, old_seed=seed_of(parent))
    figures |= _what_was_used(result)
    log.figures(figures)
    log.tell("storing", EVALUATED_AT)
    card = choice.card | new.features.card()
    version = _store_version(run, parent, result.encoder, head, card, figures, answers)
    log.tell("recomputing features", STORED_AT)
    prepare_features(project_id=project.pk, reader=reader_of(version))
    _decide(run, log, version, figures)


def _offering(old: Reader) -> Reader:
    """The encoder with all layers that features may be chosen among."""
    offered = old.encoder.offered_sources()
    used = old.features.sources if set(old.features.sources) <= set(offered) else offered
    return Reader(old.encoder, FeatureSet(used, (1.0,) * len(used)), offered)


def _adapters(encoder: Encoder) -> Lora | None:
    """Adapters for decoder language models; a sentence encoder is small enough to train whole."""
    rank = settings.PLUMBLINE_TRAIN_LORA_RANK
    return Lora(rank=rank, alpha=2 * rank) if rank and encoder.reads_prompts else None


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
                prompt=messages[prompt],
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


def _what_was_used(result: FinetuneResult) -> dict[str, Any]:
    return {
        "train_preferences": result.train_comparisons,
        "held_out_preferences": result.held_out_comparisons,
        "left_out": result.left_out,
        "truncated_responses": result.truncated_responses,
        "best_epoch": result.best_epoch,
        "resumed_at": result.resumed_at,
    }


def _store_version(
    run: TrainingRun,
    parent: ModelVersion,
    encoder: Encoder,
    head: Posterior,
    features: dict[str, Any],
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
        "code_version": __version__,
        "features": features,
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
            features=features,
            artefact=name,
            artefact_hash=artefact_hash,
            data_hash=data_hash,
            metrics=figures,
            training_run=run,
        )


def _decide(run: TrainingRun, log: RunLog, version: ModelVersion, figures: dict[str, Any]) -> None:
    """Promotes the candidate unless it is worse on the held-out prompts."""
    new, old = figures.get("held_out_log_loss"), figures.get("baseline_log_loss")
    better = new is None or old is None or new <= old + TOLERANCE
    if better:
        log.tell("promoting", 0.95)
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
