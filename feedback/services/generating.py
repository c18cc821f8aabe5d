"""Having language models write responses: asked for with a node, carried out by workers.

A generation makes one call at a time, and waits between calls that failed, so that a server that
is busy holds up no worker. Only so many calls are under way at a time that workers are left for
other jobs, however slow a server is. No call happens inside a transaction.
"""

from __future__ import annotations

import logging
import random

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from feedback.errors import Refusal
from feedback.generators.chat_completions import CallFailed, Written
from feedback.models import Generation, Generator, Node, Prompt
from feedback.models.work import PENDING
from feedback.services.announcing import announce_responses
from feedback.services.calling import call_model
from feedback.services.prompts import add_responses
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
    if generation.samples_made >= generation.generator.endpoint.samples:
        return Done(asks=AFTERWARDS)  # its worker died with that
    if not _is_wanted(generation):
        cancel_generation(generation=generation)
        raise Stopped
    try:
        written = _write(generation)
    except CallFailed as failure:
        return _after(generation, failure)
    return _store(generation, written)


def _queue(prompt: Prompt, generator: Generator) -> None:
    generation, created = Generation.objects.get_or_create(
        prompt=prompt, generator=generator, defaults={"project_id": prompt.project_id}
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


def _write(generation: Generation) -> Written:
    """One call for the next sample. Raises CallFailed."""
    summary_tokens = generation.prompt.project.summary_tokens
    written = call_model(
        generation.generator.endpoint,
        generation.prompt.messages,
        max_tokens=TOKENS_FOR_ONE * summary_tokens + 64,
    )
    bound = TOO_LONG * summary_tokens
    if count_tokens(written.text) > bound:
        raise CallFailed("too_long", f"The text has more than {bound} tokens.", passing=True)
    return written


def _store(generation: Generation, written: Written) -> Outcome:
    """Keeps what was written."""
    with transaction.atomic():
        made = generation.samples_made + 1
        tell(generation, samples_made=made, failures=0, error=None)  # nothing, if it was lost
        add_responses(prompt=generation.prompt, texts={generation.generator: written.text})
    more = made < generation.generator.endpoint.samples
    return More() if more else Done(asks=AFTERWARDS)


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
