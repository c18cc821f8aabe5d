"""Prompts and responses come in; empty and identical ones do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from feedback.models import Authorship, Checkpoint, Generator, Project, Prompt, Response

_MESSAGES = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def messages_hash(messages: Sequence[Mapping[str, Any]]) -> str:
    return text_hash(_MESSAGES.encode(messages))


def ensure_generator(*, project: Project, name: str, kind: str) -> Generator:
    generator, _ = Generator.objects.get_or_create(
        project=project, name=name, defaults={"kind": kind}
    )
    return generator


def add_responses(*, prompt: Prompt, texts: Mapping[Generator, str]) -> int:
    """Adds one response a distinct text; a text that is there has a further author, empty ones are
    left out.

    Returns:
        How many were added.
    """
    known = set(prompt.responses.values_list("content_hash", flat=True))
    rows = []
    authors: list[tuple[str, Generator]] = []
    for generator, text in texts.items():
        digest = text_hash(text)
        if text and digest not in known:
            known.add(digest)
            rows.append(
                Response(prompt=prompt, generator=generator, text=text, content_hash=digest)
            )
        elif text:
            authors.append((digest, generator))
    # Two workers may have the same text at the same time.
    Response.objects.bulk_create(rows, ignore_conflicts=True)
    _add_authors(prompt, authors)
    return len(rows)


def add_sample(
    *,
    prompt: Prompt,
    generator: Generator,
    text: str,
    checkpoint: Checkpoint | None = None,
    sampling: Mapping[str, Any] | None = None,
    log_probability: float | None = None,
) -> Response:
    """The response of that text, with how it was drawn; where another wrote it before, the
    generator's checkpoint is a further author of that one.

    Within the caller's transaction.
    """
    digest = text_hash(text)
    row = Response(
        prompt=prompt,
        generator=generator,
        text=text,
        content_hash=digest,
        checkpoint=checkpoint,
        sampling=sampling,
        log_probability=log_probability,
    )
    known = prompt.responses.filter(content_hash=digest)
    found = known.order_by("pk").first()
    if found is None:
        # Another worker may be storing the same text.
        Response.objects.bulk_create([row], ignore_conflicts=True)
        found = known.order_by("pk")[0]
    if (found.generator_id, found.checkpoint_id) != (generator.pk, checkpoint and checkpoint.pk):
        author = Authorship(response=found, generator=generator, checkpoint=checkpoint)
        Authorship.objects.bulk_create([author], ignore_conflicts=True)
    return found


def _add_authors(prompt: Prompt, authors: Sequence[tuple[str, Generator]]) -> None:
    if not authors:
        return
    found = {
        each.content_hash: each
        for each in prompt.responses.filter(content_hash__in={digest for digest, _ in authors})
    }
    Authorship.objects.bulk_create(
        [
            Authorship(response=found[digest], generator=generator)
            for digest, generator in authors
            if found[digest].generator_id != generator.pk
        ],
        ignore_conflicts=True,
    )
