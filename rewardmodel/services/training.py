"""The slow clock: fine-tune, evaluate on held-out prompts, keep the artefact, promote or not."""

from __future__ import annotations

import hashlib
import logging
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet

from feedback import __version__
from feedback.models import Project, Prompt, Response
from feedback.services.work import Done, Failed, Outcome, Stopped, carry_out, retry
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.encoders.feature_sets import FeatureSet, Reader
from rewardmodel.learning.head.checkpoint import save_head
from rewardmodel.learning.head.posterior import Posterior
from rewardmodel.learning.head.splits import is_held_out
from rewardmodel.learning.tuning.finetuning import FinetuneResult, Lora, PromptGroup, finetune
from rewardmodel.learning.tuning.launching import finetune_launched
from rewardmodel.models import AttackResult, ModelVersion, Promotion, TrainingRun
from rewardmodel.selectors.answers import Answer, shown_first_of, targets_of
from rewardmodel.services import run_folder
from rewardmodel.services.artefacts import store_artefact
from rewardmodel.services.attack_suite import gate_problems, try_on_candidate
from rewardmodel.services.encoders import base_encoder_path, reader_of
from rewardmodel.services.evaluation import evaluate
from rewardmodel.services.feature_choice import choose_features
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.requests import ACTIVE
from rewardmodel.services.run_log import TUNING_FROM, TUNING_TO, RunLog
from rewardmodel.services.warm_start import seed_of

logger = logging.getLogger(__name__)

HELD_OUT_SHARE = 0.2
# Rows read at a time.
CHUNK = 500
# Fewer held-out prompts than this say little of others, however many their answers.
FEWEST_PROMPTS = 8
# Shares of the bar; fine-tuning, which comes first, takes nearly all of the time.
CHOSEN_FROM, EVALUATED_AT, STORED_AT = 0.02, 0.85, 0.9


def run_training(*, run_id: int) -> TrainingRun:
    """Carries out a run now, in this process, to its end."""
    return carry_out(TrainingRun.objects.get(pk=run_id))


def train(run: TrainingRun) -> Outcome:
    """Carries out a run. One whose worker was killed goes on to the same end: from its last
    checkpoint, or with the version that was stored already."""
    run_folder.clear_ended_runs()
    log = RunLog(run)
    try:
        outcome: Outcome = _train(run, log)
    except Stopped:
        if TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.CANCELLED).exists():
            run_folder.clear(run)
        raise
    except Exception as error:
        if isinstance(error, DatabaseError):
            raise
        logger.exception("%s failed.", run)
        outcome = Failed("training_failed", str(error)[:2000])
    finally:
        log.close()
    run_folder.clear(run)
    return outcome


def _train(run: TrainingRun, log: RunLog) -> Done:
    version = ModelVersion.objects.filter(training_run=run).select_related("project").first()
    if version is None:
        version = _make_version(run, log)
    better = version.state != ModelVersion.State.REJECTED
    if better:
        log.tell("promoting", STORED_AT)
        _promote(version, log)
    outcome = "promoted" if better else "rejected"
    why = "" if better else verdict_on(version.metrics)[1]
    done = {"outcome": outcome, "message": why, "phase": "done", "figures": version.metrics}
    return Done(done, asks=("refresh", "evaluation", "attacks"))


def _make_version(run: TrainingRun, log: RunLog) -> ModelVersion:
    log.tell("reading answers", 0.01)
    parent, answers = run_folder.begin(run)
    train, held_out = split(answers)
    old = reader_of(parent)
    log.tell("choosing layers", CHOSEN_FROM)
    choice = choose_features(_offering(old), train)
    log.tell("fine-tuning", TUNING_FROM)
    result = _finetune(
        run,
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
        checkpoint=run_folder.folder_of(run),
    )
    log.tell("evaluating", TUNING_TO)
    new = Reader(result.encoder, result.features, result.features.sources)
    figures, head = evaluate(old, new, train, held_out, old_seed=seed_of(parent))
    figures |= _what_was_used(result)
    attacks = _try_gate(run, log, new, head)
    if attacks is not None:
        figures["attack_gate"] = gate_problems(run.project.attack_gate, attacks.counts)
    log.figures(figures)
    log.tell("storing", EVALUATED_AT)
    card = choice.card | new.features.card()
    return _store_version(run, log, parent, result.encoder, head, card, figures, answers, attacks)


def _try_gate(
    run: TrainingRun, log: RunLog, reader: Reader, head: Posterior
) -> AttackResult | None:
    """The attack suite's result on the candidate, where the project has a gate; else the suite is
    tried later."""
    if not run.project.attack_gate:
        return None
    log.tell("trying attacks", TUNING_TO)
    return try_on_candidate(project=run.project, reader=reader, posterior=head)


def _finetune(run: TrainingRun, *args: Any, **options: Any) -> FinetuneResult:
    """In this process, or in those that the administrator's configuration names."""
    if not settings.PLUMBLINE_TRAIN_LAUNCH:
        return finetune(*args, **options)
    return finetune_launched(
        *args,
        config=Path(settings.PLUMBLINE_TRAIN_LAUNCH),
        folder=run_folder.folder_of(run) / "launch",
        **options,
    )


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
    log: RunLog,
    parent: ModelVersion,
    encoder: Encoder,
    head: Posterior,
    features: dict[str, Any],
    figures: dict[str, Any],
    answers: list[Answer],
    attacks: AttackResult | None,
) -> ModelVersion:
    """Writes the artefact, then at one instant the row that names it and what becomes of it."""
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
    scratch = run_folder.folder_of(run) / "artefact"
    shutil.rmtree(scratch, ignore_errors=True)  # of a try that was killed here
    encoder.save(scratch / "encoder")
    save_head(scratch / "head", head, card)
    name, artefact_hash = store_artefact(scratch, below=run_folder.artefacts_of(run))
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=run.project_id)
        log.tell("storing", EVALUATED_AT)  # nobody has cancelled it, nor taken it over
        last = run.project.versions.aggregate(last=Max("number"))["last"] or 0
        version = ModelVersion.objects.create(
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
        if attacks is not None:
            attacks.version = version
            attacks.save()
        _decide(run, version, figures)
    return version


def _decide(run: TrainingRun, version: ModelVersion, figures: dict[str, Any]) -> None:
    """States that the candidate is to go live, where held-out answers say that it is no worse."""
    promoted, reason = verdict_on(figures)
    if not promoted:
        version.state = ModelVersion.State.REJECTED
        version.save(update_fields=["state"])
        return
    Promotion.objects.create(
        project=run.project, version=version, requested_by=run.requested_by, reason=reason
    )


def verdict_on(figures: dict[str, Any]) -> tuple[bool, str]:
    """Whether a candidate with these figures is promoted, and why: it is no worse on held-out
    answers, and no attack surely fools it more often than the project's gate allows."""
    promoted, reason = judge(figures.get("difference"))
    problems = figures.get("attack_gate") or []
    if not promoted or not problems:
        return promoted, reason
    return False, " ".join([reason, *problems, "The live version stays."])


def judge(difference: dict[str, Any] | None) -> tuple[bool, str]:
    """Whether a candidate is promoted, and why, by its paired difference in held-out log-loss.

    It needs enough answers to tell, and must not be worse with more than the probability that the
    setting allows.
    """
    answers = 0 if difference is None else difference["answers"]
    prompts = 0 if difference is None else difference["groups"]
    least = settings.PLUMBLINE_PROMOTE_ANSWERS
    if difference is None or answers < least or prompts < FEWEST_PROMPTS:
        return False, (
            f"{answers} held-out answers to {prompts} prompts are too few to tell whether it is "
            f"better: {least} answers to {FEWEST_PROMPTS} prompts are needed. The live version "
            "stays; an admin can promote this one by hand."
        )
    found = (
        f"Held-out log-loss {difference['mean']:+.4f} nats an answer against the live version's "
        f"({difference['low']:+.4f} to {difference['high']:+.4f}); it is worse with a probability "
        f"of {difference['worse']:.0%}"
    )
    most = settings.PLUMBLINE_PROMOTE_RISK / 100
    if difference["worse"] > most:
        return False, f"{found}, and {most:.0%} is allowed. The live version stays."
    return True, f"{found}."


def _promote(version: ModelVersion, log: RunLog) -> None:
    """Carries out the promotion that was stated with the version, or waits for who does.

    Raises:
        RuntimeError: it failed; the same run tried again tries it again.
    """
    promotion = version.promotions.order_by("pk")[0]
    if promotion.state == Promotion.State.FAILED:
        retry(promotion)
    while perform_promotion(promotion_id=promotion.pk).state in ACTIVE:
        log.tell("promoting", STORED_AT)
        time.sleep(1.0)
    promotion.refresh_from_db()
    if promotion.state != Promotion.State.SUCCEEDED:
        error = promotion.error or {"message": "The promotion was cancelled."}
        raise RuntimeError(error["message"])
