"""Prompts and responses come in; empty and identical ones do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from feedback.models import Generator, Project, Prompt, Response

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
    """Adds one response a distinct text; empty and identical texts are left out.

    Returns:
        How many were added.
    """
    known = set(prompt.responses.values_list("content_hash", flat=True))
    rows = []
    for generator, text in texts.items():
        digest = text_hash(text)
        if text and digest not in known:
            known.add(digest)
            rows.append(
                Response(prompt=prompt, generator=generator, text=text, content_hash=digest)
            )
    # Two workers may have the same text at the same time.
    Response.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
