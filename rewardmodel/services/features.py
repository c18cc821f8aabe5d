"""Features of responses: embeddings are computed once a text and kept in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from feedback.models import Response
from feedback.selectors.candidates import ResponseKey, responses_in_use
from feedback.services.prompts import text_hash
from rewardmodel.learning.arrays import Float32Array
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.encoders.features import item_features, word_counts
from rewardmodel.models import Embedding

# Texts looked up or encoded at a time.
CHUNK = 500
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


def missing_responses(encoder: Encoder, keys: Iterable[ResponseKey]) -> int:
    """How many of the responses have no embedding yet."""
    unknown = {
        key.pk: key.content_hash
        for key in keys
        if (encoder.key, key.prompt_hash, key.content_hash) not in _rows
    }
    if encoder.reads_prompts:
        responses = Response.objects.filter(pk__in=unknown).select_related("prompt")
        items = items_of(responses)
        hashes = sorted({text_hash(encoder.texts_of(*item)[1]) for item in items})
    else:  # the embedded text is the response itself, and its hash is at hand
        hashes = sorted(set(unknown.values()))
    known = 0
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        known += Embedding.objects.filter(encoder_key=encoder.key, text_hash__in=part).count()
    return len(hashes) - known


def prepare_features(*, project_id: int, encoder: Encoder) -> int:
    """Embeds all texts the project's queue and answers are about; returns how many responses."""
    count = 0
    batch: list[Response] = []
    for response in responses_in_use(project_id).iterator(chunk_size=CHUNK):
        batch.append(response)
        if len(batch) == CHUNK:
            features_of(encoder, items_of(batch))
            count, batch = count + len(batch), []
    features_of(encoder, items_of(batch))
    return count + len(batch)


def _embed(encoder: Encoder, texts: dict[str, str]) -> dict[str, Float32Array]:
    names = list(texts)
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
