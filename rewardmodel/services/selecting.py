"""Selection in serving: one of several candidates by the live head, given or drawn from a model."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings

from feedback.errors import Refusal
from feedback.generators.chat_completions import CallFailed, Written
from feedback.length_pay import CAPPED
from feedback.models import Checkpoint, Generator, Project
from feedback.selectors.checkpoints import newest_checkpoint
from feedback.services.calling import call_model_often, sampling_of
from feedback.services.keeping import keep_candidates
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.head.picking import PickRule, as_json, pick
from rewardmodel.services.scorer_client import request_scores

# Seconds that a model has for a completion, less than proxies usually wait.
LONGEST_CALL = 45.0
_lock = threading.Lock()
_under_way = 0  # completions of this process


class Rule(NamedTuple):
    """How to pick (`picking.pick`); with a ``seed``, a draw is the same each time."""

    name: PickRule = "best"
    value: float = 0.0
    seed: int | None = None


class Completed(NamedTuple):
    """A model's candidates and the one picked. ``responses`` are the ids of those that were kept,
    one for each text; None where they were not."""

    written: list[Written]
    selection: dict[str, Any]
    responses: list[int] | None


def select_candidate(
    *, project: Project, prompt: Any, candidates: Sequence[str], rule: Rule, length: Length
) -> dict[str, Any]:
    """The pick among candidates, with the rewards, version and step that it comes from.

    Raises:
        ScorerBusy or ScorerUnavailable.
    """
    scores = request_scores(
        project=project, items=[(prompt, text) for text in candidates], length=length
    )
    rng = np.random.default_rng(rule.seed)
    found = pick(scores["mean"], scores["std"], rule.name, rule.value, rng)
    return {
        **as_json(found),
        "rule": rule.name,
        "rewards": [
            {"mean": mean, "std": std}
            for mean, std in zip(scores["mean"], scores["std"], strict=True)
        ],
        "familiarity": scores["familiarity"],
        "truncated": scores["truncated"],
        "length": length.pay,
        "length_cap": length.cap if length.pay == CAPPED else None,
        "version": scores["version"],
        "step": scores["step"],
    }


def named_model(project: Project, name: str) -> tuple[Generator, Checkpoint | None]:
    """The generator of that name, or ``NAME@CHECKPOINT``, and the checkpoint that writes.

    Raises:
        Refusal: ``unknown_model`` or ``model_not_in_use``.
    """
    generator_name, at, checkpoint_name = name.partition("@")
    models = Generator.objects.filter(project=project, kind=Generator.Kind.ENDPOINT)
    generator = models.select_related("endpoint").filter(name=generator_name).first()
    if generator is None:
        raise Refusal(
            "unknown_model",
            f"The project has no language model named {generator_name}.",
            status=404,
        )
    if not generator.enabled:
        raise Refusal("model_not_in_use", f"{generator_name} is not in use.")
    if not at:
        return generator, newest_checkpoint(generator.pk)
    checkpoint = generator.checkpoints.filter(name=checkpoint_name).first()
    if checkpoint is None:
        raise Refusal(
            "unknown_model", f"{generator_name} has no checkpoint {checkpoint_name}.", status=404
        )
    return generator, checkpoint


def complete_by_selection(
    *,
    project: Project,
    model: str,
    messages: Sequence[Mapping[str, Any]],
    n: int,
    rule: Rule,
    length: Length,
    max_tokens: int,
    temperature: float | None = None,
    top_p: float | None = None,
    store: bool = True,
) -> Completed:
    """Draws n candidates from a generator's model at the same time and picks one of them.

    The candidates are kept as responses to the prompt, also where they could not be scored.

    Raises:
        Refusal: ``unknown_model``, ``model_not_in_use``, ``same_samples``, ``model_failed`` (502,
            with what the endpoint said), ``completions_busy``; or as `select_candidate` does.
    """
    generator, checkpoint = named_model(project, model)
    sampling = sampling_of(
        generator.endpoint,
        max_tokens=max_tokens,
        checkpoint=checkpoint,
        temperature=temperature,
        top_p=top_p,
    )
    if n > 1 and sampling.temperature == 0:
        raise Refusal("same_samples", "At temperature 0 all samples are the same.", status=400)
    with _a_place():
        try:
            written = call_model_often(
                generator.endpoint,
                messages,
                sampling,
                n,
                timeout=min(generator.endpoint.timeout_seconds, LONGEST_CALL),
            )
        except CallFailed as failure:
            raise Refusal(
                "model_failed",
                failure.message,
                status=502,
                details={"reason": failure.code},
                wait=int(failure.wait) if failure.wait else None,
            ) from failure
    kept = None
    try:
        selection = select_candidate(
            project=project,
            prompt=list(messages),
            candidates=[each.text for each in written],
            rule=rule,
            length=length,
        )
    finally:
        if store:
            kept = keep_candidates(
                project=project,
                messages=messages,
                generator=generator,
                checkpoint=checkpoint,
                sampling=sampling,
                written=written,
            )
    return Completed(written, selection, [each.pk for each in kept] if kept else None)


@contextmanager
def _a_place() -> Iterator[None]:
    """Waiting for models takes no more of a process's threads than waiting for scores."""
    global _under_way
    with _lock:
        if _under_way >= settings.PLUMBLINE_SCORER_REQUESTS:
            raise Refusal(
                "completions_busy",
                "As many completions are under way as this server takes.",
                status=503,
                wait=1,
            )
        _under_way += 1
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1
