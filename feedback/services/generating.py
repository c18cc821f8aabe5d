"""Having language models write responses: asked for with a node or by a plan.

A generation makes one call at a time, and waits between calls that failed, so that a server that
is busy holds up no worker. Only so many calls are under way at a time that workers are left for
other jobs, however slow a server is. No call happens inside a transaction.
"""

from __future__ import annotations

import logging
import math
import random
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from feedback.errors import Refusal
from feedback.generators.chat_completions import CallFailed, Written
from feedback.models import (
    Checkpoint,
    Generation,
    GenerationPlan,
    Generator,
    Node,
    Prompt,
    Sample,
)
from feedback.models.work import PENDING
from feedback.selectors.checkpoints import newest_checkpoint
from feedback.services.announcing import announce_responses
from feedback.services.calling import Sampling, call_model, sampling_of
from feedback.services.prompts import add_sample
from feedback.services.work import (
    Done,
    Failed,
    More,
    Outcome,
    Stopped,
    cancel,
    carry_out,
    retry,
    state_due,
    tell,
)
from feedback.text import count_tokens

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds between tries where the server says nothing
AFTERWARDS = ("features",)  # is asked for when a generation has ended
# Of the model's tokens for one of ours: it counts parts of words, and may think aloud.
TOKENS_FOR_ONE = 4
PAUSED = 60.0  # seconds until a generation of a paused plan looks again
TOO_LONG = 2  # times the project's bound on a summary


def queue_generations(*, prompt: Prompt) -> None:
    """Asks every enabled language model of the project for responses to the prompt.

    Within the caller's transaction. What was written before is not asked for again; what failed
    for good is.
    """
    enabled = Generator.objects.filter(
        project=prompt.project_id, kind=Generator.Kind.ENDPOINT, enabled=True
    )
    for generator in enabled.order_by("id"):
        _queue(prompt, generator)


def queue_for_open_nodes(*, generator: Generator) -> None:
    """Asks a generator that came into use for responses to all that is being answered."""
    open_nodes = Node.objects.filter(document__project=generator.project_id, state=Node.State.OPEN)
    for prompt in Prompt.objects.filter(current_node__in=open_nodes).order_by("id"):
        _queue(prompt, generator)


def drop_generations(*, generator: Generator) -> None:
    """What a generator has still to write is no longer wanted."""
    dropped = generator.generations.filter(state__in=PENDING).update(
        state=Generation.State.CANCELLED, claimed_by="", finished_at=timezone.now()
    )
    if dropped:  # nodes may settle that waited for it
        announce_responses(project_id=generator.project_id)


def cancel_generation(*, generation: Generation) -> Generation:
    """What it has still to write is no longer wanted.

    Raises:
        Refusal: ``work_ended``.
    """
    with transaction.atomic():
        cancelled = cancel(generation)
        announce_responses(project_id=generation.project_id)  # its node may settle without it
    return cancelled


def retry_generations(*, generations: QuerySet[Generation]) -> int:
    """Asks again for what failed for good; returns how many were.

    Raises:
        Refusal: ``nothing_failed``.
    """
    with transaction.atomic():
        failed = list(
            generations.select_for_update(of=("self",)).filter(state=Generation.State.FAILED)
        )
        for generation in failed:
            retry(generation)
    if not failed:
        raise Refusal("nothing_failed", "There is nothing here that failed for good.")
    return len(failed)


def run_generation(*, generation_id: int) -> Generation:
    """Carries a generation out now, in this process, until it ends or has to wait."""
    return carry_out(Generation.objects.get(pk=generation_id))


def generate(generation: Generation) -> Outcome:
    """One call for one sample, and what is to be done after it."""
    if generation.samples_made >= _wanted(generation):
        return Done(asks=AFTERWARDS)  # its worker died with that
    if not _is_wanted(generation):
        cancel_generation(generation=generation)
        raise Stopped
    if generation.round is not None and generation.round.plan.paused:
        return More(after=PAUSED)
    sample, _ = Sample.objects.get_or_create(generation=generation, number=generation.samples_made)
    draw = _draw_of(generation)
    try:
        written = _write(generation, sample, draw)
    except CallFailed as failure:
        return _after(generation, failure)
    return _store(generation, sample, draw, written)


def _queue(prompt: Prompt, generator: Generator) -> None:
    generation, created = Generation.objects.get_or_create(
        prompt=prompt, generator=generator, round=None, defaults={"project_id": prompt.project_id}
    )
    if created:
        state_due(generation)
    elif generation.state in (Generation.State.FAILED, Generation.State.CANCELLED):
        retry(generation)


def _is_wanted(generation: Generation) -> bool:
    """Whether the generator is in use and the question still asked."""
    prompt = generation.prompt
    asked = prompt.node_id is None or Node.objects.filter(prompt=prompt).exists()
    return generation.generator.enabled and asked


class _Draw(NamedTuple):
    """With which checkpoint and settings the next sample is drawn."""

    checkpoint: Checkpoint | None
    sampling: Sampling


def _wanted(generation: Generation) -> int:
    """How many samples."""
    if generation.round is not None:
        return generation.round.plan.samples
    return generation.generator.endpoint.samples


def _draw_of(generation: Generation) -> _Draw:
    endpoint = generation.generator.endpoint
    if generation.round is not None:
        plan, checkpoint = generation.round.plan, generation.checkpoint
        return _Draw(
            checkpoint,
            sampling_of(
                endpoint,
                checkpoint=checkpoint,
                temperature=plan.temperature,
                top_p=plan.top_p,
                max_tokens=plan.max_tokens,
            ),
        )
    checkpoint = newest_checkpoint(generation.generator_id)
    max_tokens = TOKENS_FOR_ONE * generation.prompt.project.summary_tokens + 64
    return _Draw(checkpoint, sampling_of(endpoint, checkpoint=checkpoint, max_tokens=max_tokens))


def _write(generation: Generation, sample: Sample, draw: _Draw) -> Written:
    """One call for the sample. Raises CallFailed."""
    written = call_model(
        generation.generator.endpoint,
        generation.prompt.messages,
        draw.sampling,
        also_spend=lambda: _spend(generation, sample),
    )
    bound = TOO_LONG * generation.prompt.project.summary_tokens
    if generation.round is None and count_tokens(written.text) > bound:
        raise CallFailed("too_long", f"The text has more than {bound} tokens.", passing=True)
    return written


def _spend(generation: Generation, sample: Sample) -> None:
    """Counts a call for the sample, and against the budget of its plan. Raises CallFailed."""
    Sample.objects.filter(pk=sample.pk).update(calls=F("calls") + 1)
    if generation.round is None:
        return
    within = Q(max_calls__isnull=True) | Q(calls__lt=F("max_calls"))
    plan = GenerationPlan.objects.filter(within, pk=generation.round.plan_id)
    if not plan.update(calls=F("calls") + 1):
        raise CallFailed("plan_budget_spent", "The plan's budget is spent.", passing=False)


def _store(generation: Generation, sample: Sample, draw: _Draw, written: Written) -> Outcome:
    """Keeps what was written."""
    logs = written.log_probabilities
    with transaction.atomic():
        made = generation.samples_made + 1
        tell(generation, samples_made=made, failures=0, error=None)  # nothing, if it was lost
        response = add_sample(
            prompt=generation.prompt,
            generator=generation.generator,
            text=written.text,
            checkpoint=draw.checkpoint,
            sampling=draw.sampling.as_kept,
            log_probability=None if logs is None else math.fsum(logs),
        )
        Sample.objects.filter(pk=sample.pk).update(
            response=response, token_log_probabilities=logs, filled_at=timezone.now()
        )
    return More() if made < _wanted(generation) else Done(asks=AFTERWARDS)


def _after(generation: Generation, failure: CallFailed) -> Outcome:
    """Puts the generation off, or ends it where tries are used up or useless."""
    logger.warning("Generation %s: %s (%s)", generation.pk, failure.message, failure.code)
    most = generation.generator.endpoint.retries
    if not failure.passing or generation.failures >= most:
        # What was waited for comes no more: the node may settle without it.
        return Failed(failure.code, failure.message, asks=AFTERWARDS)
    wait = failure.wait if failure.wait is not None else _backoff(generation.failures + 1)
    return Failed(failure.code, failure.message, wait=wait, most=most)


def _backoff(failures: int) -> float:
    """Seconds: twice as long each time, by lot between half of it and all, so that many
    generations that failed together do not come back together."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - 1))
    return float(longest * random.uniform(0.5, 1.0))
