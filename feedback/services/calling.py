"""Calling the language model of a generator: within its budget, with its key, and remembering
whether it answered. No call happens inside a transaction."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from feedback.errors import Refusal
from feedback.generators.chat_completions import Call, CallFailed, Written, complete
from feedback.models import Checkpoint, Endpoint, Generator, User
from feedback.permitted_hosts import host_allowed, variable_allowed
from feedback.secret_box import Unreadable, decrypt
from feedback.selectors.checkpoints import newest_checkpoint
from feedback.services.audit import record

# Failures of one text, which say that the endpoint itself answers.
OF_THE_TEXT = frozenset({"cut_off", "empty", "too_long"})
TEST_QUESTION = [{"role": "user", "content": "Say in one short sentence what a plumb line is for."}]
TEST_TOKENS = 256
TEST_SECONDS = 20.0  # a person waits for it

Result = TypeVar("Result")


class Tested(NamedTuple):
    """What came of one call: a text or an error (code and message), and how long it took."""

    text: str
    error: dict[str, str] | None
    seconds: float
    tokens: int


class Sampling(NamedTuple):
    """How a text is drawn; kept with the response. ``max_tokens`` in the model's tokens."""

    model: str
    temperature: float
    top_p: float | None
    max_tokens: int

    @property
    def as_kept(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


def sampling_of(
    endpoint: Endpoint,
    *,
    max_tokens: int,
    checkpoint: Checkpoint | None = None,
    temperature: float | None = None,
    top_p: float | None = None,
) -> Sampling:
    """The endpoint's own settings where nothing else is said."""
    model = (checkpoint and checkpoint.model) or endpoint.model
    own = endpoint.temperature if temperature is None else temperature
    return Sampling(model, own, top_p, max_tokens)


def call_model(
    endpoint: Endpoint,
    messages: Sequence[Mapping[str, Any]],
    sampling: Sampling,
    *,
    timeout: float | None = None,
    also_spend: Callable[[], None] | None = None,
) -> Written:
    """One call, counted against the generator's budget before it is made.

    Args:
        also_spend: counts the call elsewhere too, in the same transaction; raises CallFailed where
            another budget is spent.

    Raises:
        CallFailed: as `complete` does, or ``forbidden_address``, ``bad_key_variable``, ``no_key``,
            ``key_unreadable`` or ``budget_spent``, with which nothing was called.
    """
    call = _prepared(endpoint, messages, sampling, timeout)
    with transaction.atomic():
        _spend_call(endpoint)
        if also_spend is not None:
            also_spend()
    written = _noting(endpoint, lambda: complete(call))
    count_tokens_used(endpoint, written)
    return written


def call_model_often(
    endpoint: Endpoint,
    messages: Sequence[Mapping[str, Any]],
    sampling: Sampling,
    n: int,
    *,
    timeout: float | None = None,
) -> list[Written]:
    """What came of n calls at the same time, all of them within the budget or none made.

    A call that fails is left out, as long as another does not.

    Raises:
        CallFailed: as `call_model` does; where all failed, what the first of them said.
    """
    call = _prepared(endpoint, messages, sampling, timeout)
    with transaction.atomic():
        for _ in range(n):
            _spend_call(endpoint)
    # The threads know no database.
    with ThreadPoolExecutor(max_workers=n) as pool:
        found = list(pool.map(lambda _: _tried(call), range(n)))
    written = [each for each in found if isinstance(each, Written)]
    if not written:
        failure = next(each for each in found if isinstance(each, CallFailed))
        _note(endpoint, failure)
        raise failure
    for each in written:
        count_tokens_used(endpoint, each)
    return written


def _prepared(
    endpoint: Endpoint,
    messages: Sequence[Mapping[str, Any]],
    sampling: Sampling,
    timeout: float | None,
) -> Call:
    return Call(
        url=endpoint.url,
        model=sampling.model,
        messages=messages,
        temperature=sampling.temperature,
        max_tokens=sampling.max_tokens,
        timeout=timeout or endpoint.timeout_seconds,
        key=_noting(endpoint, lambda: _key(endpoint)),
        top_p=sampling.top_p,
        log_probabilities=endpoint.log_probabilities,
    )


def _tried(call: Call) -> Written | CallFailed:
    try:
        return complete(call)
    except CallFailed as failure:
        return failure


def count_tokens_used(endpoint: Endpoint, written: Written) -> None:
    used = Endpoint.objects.filter(pk=endpoint.pk)
    used.update(tokens=F("tokens") + written.tokens, last_called_at=timezone.now(), last_error=None)


def try_generator(*, generator: Generator, by: User | None = None) -> Tested:
    """Calls the model once with a question of ours, and says what came back.

    The call counts like any other. Nothing is stored of the answer.

    Raises:
        Refusal: ``not_an_endpoint``.
    """
    endpoint = Endpoint.objects.filter(generator=generator).first()
    if endpoint is None:
        raise Refusal("not_an_endpoint", "Built-in and imported generators have no address.")
    began = time.monotonic()
    try:
        written = call_model(
            endpoint,
            TEST_QUESTION,
            sampling_of(
                endpoint, max_tokens=TEST_TOKENS, checkpoint=newest_checkpoint(generator.pk)
            ),
            timeout=min(endpoint.timeout_seconds, TEST_SECONDS),
        )
        text, tokens, error = written.text, written.tokens, None
    except CallFailed as failure:
        text, tokens, error = "", 0, {"code": failure.code, "message": failure.message}
    seconds = time.monotonic() - began
    record(
        "endpoint.tested",
        by=by,
        project=generator.project,
        subject=generator.name,
        after={"result": error["code"] if error else "answered"},
    )
    return Tested(text, error, round(seconds, 3), tokens)


def _noting(endpoint: Endpoint, deed: Callable[[], Result]) -> Result:
    """Does it, and remembers where it failed."""
    try:
        return deed()
    except CallFailed as failure:
        _note(endpoint, failure)
        raise


def _note(endpoint: Endpoint, failure: CallFailed) -> None:
    answered = failure.code in OF_THE_TEXT
    error = None if answered else {"code": failure.code, "message": failure.message}
    Endpoint.objects.filter(pk=endpoint.pk).update(last_called_at=timezone.now(), last_error=error)


def _spend_call(endpoint: Endpoint) -> None:
    within = Q(max_calls__isnull=True) | Q(calls__lt=F("max_calls"))
    within &= Q(max_tokens__isnull=True) | Q(tokens__lt=F("max_tokens"))
    # One statement: of many workers, no more get through than the budget allows.
    counted = Endpoint.objects.filter(within, pk=endpoint.pk).update(calls=F("calls") + 1)
    if not counted:
        raise CallFailed("budget_spent", "The generator's budget is spent.", passing=False)


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
            "no_key", f"There is no variable {endpoint.key_variable} here.", passing=False
        )
    try:
        return decrypt(endpoint.key_encrypted) if endpoint.key_encrypted else ""
    except Unreadable as error:
        raise CallFailed(
            "key_unreadable",
            "The key was stored under another secret; enter it anew.",
            passing=False,
        ) from error
