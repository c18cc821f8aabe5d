"""Keeping what was drawn for a prompt outside the queue, so that people are asked about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from feedback.generators.chat_completions import Written
from feedback.models import Checkpoint, EvaluationItem, Generator, Project, Prompt, Response
from feedback.services.announcing import announce_responses
from feedback.services.calling import Sampling
from feedback.services.prompts import add_sample, messages_hash


def keep_candidates(
    *,
    project: Project,
    messages: Sequence[Mapping[str, Any]],
    generator: Generator,
    checkpoint: Checkpoint | None,
    sampling: Sampling,
    written: Sequence[Written],
) -> list[Response]:
    """Responses to the prompt, one for each of the texts; equal texts are one response.

    Nothing is kept, and nothing returned, of a prompt that belongs to an evaluation set: it is
    never trained on.
    """
    digest = messages_hash(messages)
    walled = EvaluationItem.objects.filter(evaluation_set__project=project, content_hash=digest)
    with transaction.atomic():
        if walled.exists():
            return []
        prompt, _ = Prompt.objects.get_or_create(
            project=project,
            origin=digest,
            defaults={"messages": list(messages), "content_hash": digest},
        )
        kept = [
            add_sample(
                prompt=prompt,
                generator=generator,
                text=each.text,
                checkpoint=checkpoint,
                sampling=sampling.as_kept,
                log_probability=_log_probability(each),
            )
            for each in written
        ]
        announce_responses(project_id=project.pk)
    return kept


def _log_probability(written: Written) -> float | None:
    logs = written.log_probabilities
    return None if logs is None else math.fsum(logs)
