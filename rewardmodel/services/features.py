"""Features of responses: embeddings are computed once a text and kept in the database."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from feedback.models import Response, Upkeep
from feedback.selectors.candidates import (
    ResponseKey,
    newest_questions,
    response_keys_before,
)
from feedback.services.prompts import text_hash
from feedback.services.work import SLICE
from rewardmodel.learning.arrays import Float32Array
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.encoders.features import item_features, word_counts
from rewardmodel.models import Embedding
from rewardmodel.selectors.answers import next_to_learn

logger = logging.getLogger(__name__)

# Texts looked up or encoded at a time.
CHUNK = 500
# Responses to what is asked now, and to what is learned next, that come before all others.
FIRST = 2000
LAST = 2**62  # beyond every id
# More responses than this are embedded by a worker of their own, so that nobody waits for them.
INLINE_RESPONSES = 64
# Feature rows never change, so a worker keeps those it met; 1.5 kB each with MiniLM.
KEPT = 50_000
_rows: dict[tuple[str, str, str], Float32Array] = {}


class Item(NamedTuple):
    """A response to a prompt."""

    prompt: Prompt
    response: str


def items_of(responses: Iterable[Response]) -> list[Item]:
    return [Item(response.prompt.messages, response.text) for response in responses]


def features_of_keys(encoder: Encoder, keys: Sequence[ResponseKey]) -> Float32Array:
    """Feature rows (N, D) of responses; only the texts of those not met before are read."""
    if len(_rows) > KEPT:
        _rows.clear()
    names = [(encoder.key, key.prompt_hash, key.content_hash) for key in keys]
    new = {key.pk: name for key, name in zip(keys, names, strict=True) if name not in _rows}
    ids = sorted(new)
    for start in range(0, len(ids), CHUNK):
        part = Response.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("prompt")
        responses = list(part)
        phi = features_of(encoder, items_of(responses))
        _rows.update({new[each.pk]: row for each, row in zip(responses, phi, strict=True)})
    if not names:
        return features_of(encoder, [])
    return np.stack([_rows[name] for name in names])


def features_of(encoder: Encoder, items: Sequence[Item]) -> Float32Array:
    """Feature rows (N, D) of items; texts that were never embedded are embedded and kept."""
    texts = [encoder.texts_of(*item) for item in items]
    embedded = embeddings_of(encoder, {text for pair in texts for text in pair})
    prompts = [embedded[prompt] for prompt, _ in texts]
    responses = [embedded[response] for _, response in texts]
    words = word_counts([item.response for item in items])
    shape = (len(items), encoder.dim)
    return item_features(
        np.array(prompts, dtype=np.float32).reshape(shape),
        np.array(responses, dtype=np.float32).reshape(shape),
        words,
    )


def embeddings_of(encoder: Encoder, texts: Iterable[str]) -> dict[str, Float32Array]:
    """The embedding (E,) of each text."""
    by_hash = {text_hash(text): text for text in texts}
    hashes = sorted(by_hash)
    found: dict[str, Float32Array] = {}
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        rows = Embedding.objects.filter(encoder_key=encoder.key, text_hash__in=part)
        for name, vector in rows.values_list("text_hash", "vector"):
            found[by_hash[name]] = np.frombuffer(vector, dtype=np.float32)
        missing = [name for name in part if by_hash[name] not in found]
        if missing:
            found |= _embed(encoder, {name: by_hash[name] for name in missing})
    return found


def embed_some(*, project_id: int, encoder: Encoder, before: int = 0) -> int | None:
    """Embeds texts of a project for some seconds: what is asked now first, then what the next
    answers to learn are about, then the rest, all newest first.

    Args:
        before: where the last call left the rest; 0 for its beginning.

    Returns:
        Where the next call goes on; None where nothing is left.
    """
    until = time.monotonic() + SLICE
    for keys in (newest_questions(project_id, most=FIRST), next_to_learn(project_id, most=FIRST)):
        for start in range(0, len(keys), CHUNK):
            _embed_missing(encoder, keys[start : start + CHUNK])
            if time.monotonic() > until:
                return before or LAST
    position = before or LAST
    while time.monotonic() <= until:
        # A page at a time: no statement is being read while another writes.
        page = response_keys_before(project_id, position, most=CHUNK)
        if not page:
            return None
        _embed_missing(encoder, page)
        position = page[-1].pk
    return position


def prepare_features(*, project_id: int, encoder: Encoder) -> None:
    """Embeds all texts the project's queue and answers are about."""
    position: int | None = 0
    while position is not None:
        position = embed_some(project_id=project_id, encoder=encoder, before=position)


def at_hand(project_id: int, encoder: Encoder, keys: Iterable[ResponseKey]) -> set[int]:
    """Ids of those responses whose features are known, or few enough to be made at once.

    What a worker is embedding already is left to it: no text is embedded twice.
    """
    wanted = list(keys)
    missing = missing_of(encoder, wanted)
    if not missing or (len(missing) <= INLINE_RESPONSES and not are_being_made(project_id)):
        return {key.pk for key in wanted}
    return {key.pk for key in wanted} - missing


def missing_of(encoder: Encoder, keys: Iterable[ResponseKey]) -> set[int]:
    """Ids of the responses that have no embedding yet."""
    unknown = {
        key.pk: key.content_hash
        for key in keys
        if (encoder.key, key.prompt_hash, key.content_hash) not in _rows
    }
    if encoder.reads_prompts:  # else the text is the response itself, and its hash is at hand
        unknown = {
            response.pk: text_hash(encoder.texts_of(response.prompt.messages, response.text)[1])
            for response in _responses(list(unknown))
        }
    known = _known(encoder, unknown.values())
    return {pk for pk, name in unknown.items() if name not in known}


def are_being_made(project_id: int) -> bool:
    """Whether a worker is embedding the project's texts."""
    running = Upkeep.objects.filter(kind="features", state=Upkeep.State.RUNNING)
    return running.filter(project=project_id).exists()


def _embed_missing(encoder: Encoder, keys: Sequence[ResponseKey]) -> None:
    """Embeds what is not embedded yet, and keeps it in the database alone."""
    missing = sorted(missing_of(encoder, keys))
    items = items_of(_responses(missing))
    texts = {text_hash(text): text for item in items for text in encoder.texts_of(*item)}
    known = _known(encoder, texts)
    new = {name: text for name, text in texts.items() if name not in known}
    if new:
        _embed(encoder, new)


def _responses(ids: Sequence[int]) -> list[Response]:
    found: list[Response] = []
    for start in range(0, len(ids), CHUNK):
        part = Response.objects.filter(pk__in=ids[start : start + CHUNK])
        found += part.select_related("prompt")
    return found


def _known(encoder: Encoder, names: Iterable[str]) -> set[str]:
    """Those of the hashes that an embedding is kept of."""
    hashes = sorted(set(names))
    known: set[str] = set()
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        rows = Embedding.objects.filter(encoder_key=encoder.key, text_hash__in=part)
        known.update(rows.values_list("text_hash", flat=True))
    return known


def _embed(encoder: Encoder, texts: dict[str, str]) -> dict[str, Float32Array]:
    names = list(texts)
    logger.info("Embeds %s texts.", len(names))
    vectors = encoder.encode([texts[name] for name in names])
    Embedding.objects.bulk_create(
        (
            Embedding(
                encoder_key=encoder.key,
                text_hash=name,
                vector=np.asarray(vector, dtype=np.float32).tobytes(),
            )
            for name, vector in zip(names, vectors, strict=True)
        ),
        ignore_conflicts=True,
    )
    return {texts[name]: vector for name, vector in zip(names, vectors, strict=True)}
