"""Having language models write responses: asked for with a node, carried out by workers.

A generation makes one call at a time and waits between calls by being sent again later, so that
a server that is busy holds up no worker. Only so many calls are under way at a time that workers
are left for other jobs, however slow a server is; whoever ends one sends for the next. No call
happens inside a transaction.
"""

from __future__ import annotations

import logging
import os
import random
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from feedback.errors import Refusal
from feedback.generators.chat_completions import Call, CallFailed, Written, complete
from feedback.models import Endpoint, Generation, Generator, Node, Prompt
from feedback.permitted_hosts import host_allowed, variable_allowed
from feedback.secret_box import Unreadable, decrypt
from feedback.services.announcing import announce_responses, send_after_commit
from feedback.services.prompts import add_responses
from feedback.text import count_tokens

logger = logging.getLogger(__name__)

TASK = "feedback.run_generation"
PENDING = (Generation.State.QUEUED, Generation.State.RUNNING)
FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds between tries where the server says nothing
LATENESS_SECONDS = 60  # seconds after which a worker that should have ended counts as dead
# Of the model's tokens for one of ours: it counts parts of words, and may think aloud.
GENERATIONS_AT_ONCE = 4
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
        state=Generation.State.DROPPED, finished_at=timezone.now()
    )
    if dropped:  # nodes may settle that waited for it
        announce_responses(project_id=generator.project_id)


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
            _requeue(generation)
    if not failed:
        raise Refusal("nothing_failed", "There is nothing here that failed for good.")
    return len(failed)


def resume_generations() -> int:
    """Sends again what is overdue: its message was lost, or its worker died. Returns how many."""
    overdue = timezone.now() - timedelta(seconds=LATENESS_SECONDS)
    lost = Generation.objects.filter(state__in=PENDING, due_at__lt=overdue).order_by("due_at")
    found = list(lost.values_list("pk", flat=True)[: _free_calls()])
    for pk in found:
        send_after_commit([TASK], pk)
    return len(found)


def waiting_generations() -> list[int]:
    """What is due and can be begun now, oldest first."""
    due = Generation.objects.filter(state=Generation.State.QUEUED, due_at__lte=timezone.now())
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[: _free_calls()])


def _free_calls() -> int:
    """How many more calls may be under way."""
    running = Generation.objects.filter(
        state=Generation.State.RUNNING, due_at__gt=timezone.now()
    ).count()
    return max(0, int(settings.PLUMBLINE_ENDPOINT_CALLS) - running)


def run_generation(*, generation_id: int) -> float | None:
    """Takes a generation up and makes calls until all samples are written or one fails.

    Returns:
        The seconds after which to go on, after a failure that may pass; None at the end, and
        where another worker has it, or as many calls as may be are under way.
    """
    generation = _claim(generation_id)
    while generation is not None:
        try:
            written = complete(_call(generation))
            _check_length(generation, written)
        except CallFailed as failure:
            return _record_failure(generation, failure)
        except Exception:
            logger.exception("Generation %s failed.", generation_id)
            return _record_failure(
                generation,
                CallFailed("generation_failed", "The worker's log says why.", passing=False),
            )
        generation = _store(generation, written)
    return None


def _queue(prompt: Prompt, generator: Generator) -> None:
    generation, created = Generation.objects.get_or_create(
        prompt=prompt, generator=generator, defaults={"due_at": timezone.now()}
    )
    if created:
        send_after_commit([TASK], generation.pk)
    elif generation.state in (Generation.State.FAILED, Generation.State.DROPPED):
        _requeue(generation)


def _requeue(generation: Generation) -> None:
    generation.state, generation.error = Generation.State.QUEUED, None
    generation.failures, generation.finished_at = 0, None
    generation.due_at = timezone.now()
    generation.save()
    send_after_commit([TASK], generation.pk)


def _claim(generation_id: int) -> Generation | None:
    """The generation, if it is due and nobody's, now this worker's for one call."""
    now = timezone.now()
    with transaction.atomic():
        # One worker at a time counts what is under way, whatever the generator.
        list(Endpoint.objects.select_for_update().order_by("pk").values_list("pk")[:1])
        found = (
            Generation.objects.select_for_update(of=("self",))
            .select_related("generator__endpoint", "prompt__project")
            .filter(pk=generation_id, state__in=PENDING)
            # A message that waited in a broker may come a moment early.
            .filter(due_at__lte=now + timedelta(seconds=1))
            .first()
        )
        if found is None:
            return None
        if _free_calls() < 1:
            return None
        if not _is_wanted(found):
            found.state, found.finished_at = Generation.State.DROPPED, now
            found.save(update_fields=["state", "finished_at"])
            return None
        found.state, found.attempt = Generation.State.RUNNING, found.attempt + 1
        found.due_at = _end_of_call(found, now)
        found.save(update_fields=["state", "attempt", "due_at"])
        return found


def _is_wanted(generation: Generation) -> bool:
    """Whether the generator is in use and the question still asked."""
    prompt = generation.prompt
    asked = prompt.node_id is None or Node.objects.filter(prompt=prompt).exists()
    return generation.generator.enabled and asked


def _end_of_call(generation: Generation, now: datetime) -> datetime:
    # A connection and its answer have a time-out each.
    return now + timedelta(
        seconds=2 * generation.generator.endpoint.timeout_seconds + LATENESS_SECONDS
    )


def _call(generation: Generation) -> Call:
    """The next call, counted against the budget. Raises CallFailed."""
    endpoint = generation.generator.endpoint
    call = Call(
        url=endpoint.url,
        model=endpoint.model,
        messages=generation.prompt.messages,
        temperature=endpoint.temperature,
        max_tokens=GENERATIONS_AT_ONCE * generation.prompt.project.summary_tokens + 64,
        timeout=endpoint.timeout_seconds,
        key=_key(endpoint),
    )
    within = Q(max_calls__isnull=True) | Q(calls__lt=F("max_calls"))
    within &= Q(max_tokens__isnull=True) | Q(tokens__lt=F("max_tokens"))
    # One statement: of many workers, no more get through than the budget allows.
    counted = Endpoint.objects.filter(within, pk=endpoint.pk).update(calls=F("calls") + 1)
    if not counted:
        raise CallFailed("budget_spent", "The generator's budget is spent.", passing=False)
    return call


def _key(endpoint: Endpoint) -> str:
    """The key in clear, if the operator's settings still let it go to the address."""
    host = urlsplit(endpoint.url).hostname or ""
    if not host_allowed(host):
        raise CallFailed(
            "forbidden_address", f"This server does not let {host} be called.", passing=False
        )
    if endpoint.key_variable:
        if not variable_allowed(endpoint.key_variable, host):
            raise CallFailed(
                "bad_key_variable", f"{endpoint.key_variable} may not go to {host}.", passing=False
            )
        if key := os.environ.get(endpoint.key_variable):
            return key
        raise CallFailed(
            "no_key", f"The worker has no variable {endpoint.key_variable}.", passing=False
        )
    try:
        return decrypt(endpoint.key_encrypted) if endpoint.key_encrypted else ""
    except Unreadable as error:
        raise CallFailed(
            "key_unreadable",
            "The key was stored under another secret; enter it anew.",
            passing=False,
        ) from error


def _check_length(generation: Generation, written: Written) -> None:
    bound = TOO_LONG * generation.prompt.project.summary_tokens
    if count_tokens(written.text) > bound:
        _count_tokens(generation, written)
        raise CallFailed("too_long", f"The text has more than {bound} tokens.", passing=True)


def _count_tokens(generation: Generation, written: Written) -> None:
    if written.tokens:
        Endpoint.objects.filter(generator=generation.generator_id).update(
            tokens=F("tokens") + written.tokens
        )


def _store(generation: Generation, written: Written) -> Generation | None:
    """Keeps what was written; the generation again if there are samples to come."""
    _count_tokens(generation, written)
    with transaction.atomic():
        held = _held(generation)
        if held is None:
            return None
        add_responses(prompt=generation.prompt, texts={generation.generator: written.text})
        held.samples_made += 1
        now = timezone.now()
        done = held.samples_made >= generation.generator.endpoint.samples
        if done:
            held.state, held.error, held.finished_at = Generation.State.SUCCEEDED, None, now
            announce_responses(project_id=generation.prompt.project_id)
        else:
            held.due_at = _end_of_call(generation, now)
        held.save()
    generation.samples_made = held.samples_made
    return None if done else generation


def _record_failure(generation: Generation, failure: CallFailed) -> float | None:
    """Puts the generation off, or ends it where tries are used up or useless."""
    logger.warning("Generation %s: %s (%s)", generation.pk, failure.message, failure.code)
    with transaction.atomic():
        held = _held(generation)
        if held is None:
            return None
        held.failures += 1
        held.error = {"code": failure.code, "message": failure.message}
        last = not failure.passing or held.failures > generation.generator.endpoint.retries
        now = timezone.now()
        wait = failure.wait if failure.wait is not None else _backoff(held.failures)
        if last:
            held.state, held.finished_at = Generation.State.FAILED, now
            # What was waited for comes no more: the node may settle without it.
            announce_responses(project_id=generation.prompt.project_id)
        else:
            held.state, held.due_at = Generation.State.QUEUED, now + timedelta(seconds=wait)
        held.save()
    return None if last else wait


def _held(generation: Generation) -> Generation | None:
    """The row, locked, if it is still this worker's."""
    return (
        Generation.objects.select_for_update()
        .filter(pk=generation.pk, state=Generation.State.RUNNING, attempt=generation.attempt)
        .first()
    )


def _backoff(failures: int) -> float:
    """Seconds: twice as long each time, by lot between half of it and all, so that many
    generations that failed together do not come back together."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - 1))
    return float(longest * random.uniform(0.5, 1.0))
