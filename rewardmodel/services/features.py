"""Features of responses: what the encoder makes of a text is computed once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from feedback.models import Response
from feedback.selectors.candidates import ResponseKey, responses_in_use
from feedback.services.prompts import text_hash
from rewardmodel.learning.arrays import Float32Array, FloatArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import comparison_features, word_counts
from rewardmodel.learning.head.familiarity import Familiarity, fit_familiarity
from rewardmodel.models import Embedding
from rewardmodel.selectors.answers import Answer, shown_first_of

# Texts looked up or encoded at a time.
CHUNK = 500
# Responses that say what is usual, the latest.
USUAL_RESPONSES = 4000
# Feature rows never change, so a worker keeps those it met; 1.5 kB each with MiniLM.
KEPT = 50_000
_rows: dict[tuple[str, str, str], Float32Array] = {}


class Item(NamedTuple):
    """A response to a prompt."""

    prompt: Prompt
    response: str


def items_of(responses: Iterable[Response]) -> list[Item]:
    return [Item(response.prompt.messages, response.text) for response in responses]


def features_of_keys(reader: Reader, keys: Sequence[ResponseKey]) -> Float32Array:
    """Feature rows (N, D) of responses; only the texts of those not met before are read."""
    if len(_rows) > KEPT:
        _rows.clear()
    made_by = reader.row_key
    names = [(made_by, key.prompt_hash, key.content_hash) for key in keys]
    new = {key.pk: name for key, name in zip(keys, names, strict=True) if name not in _rows}
    ids = sorted(new)
    for start in range(0, len(ids), CHUNK):
        part = Response.objects.filter(pk__in=ids[start : start + CHUNK]).select_related("prompt")
        responses = list(part)
        phi = features_of(reader, items_of(responses))
        _rows.update({new[each.pk]: row for each, row in zip(responses, phi, strict=True)})
    if not names:
        return features_of(reader, [])
    return np.stack([_rows[name] for name in names])


def features_of(reader: Reader, items: Sequence[Item]) -> Float32Array:
    """Feature rows (N, D) of items; texts that were never embedded are embedded and kept."""
    texts = [reader.texts_of(*item) for item in items]
    about = {prompt: "" for prompt, _ in texts}
    about |= {text: item.response for (_, text), item in zip(texts, items, strict=True)}
    kept = vectors_of(reader, about)
    width = reader.width
    prompts = np.array([kept[prompt] for prompt, _ in texts], dtype=np.float32)
    responses = np.array([kept[response] for _, response in texts], dtype=np.float32)
    words = word_counts([item.response for item in items])
    shape = (len(items), width)
    return reader.item_features(prompts.reshape(shape), responses.reshape(shape), words)


def comparisons_of(reader: Reader, answers: list[Answer]) -> FloatArray:
    """Feature rows (N, D) of what the answers are about."""
    phi = features_of_keys(reader, [key for answer in answers for key in (answer.a, answer.b)])
    return comparison_features(phi[0::2], phi[1::2], shown_first_of(answers))


def usual_of(reader: Reader, answers: list[Answer]) -> Familiarity | None:
    """What is usual among the responses that the answers are about."""
    keys = list({key.pk: key for answer in answers for key in (answer.a, answer.b)}.values())
    return fit_familiarity(features_of_keys(reader, keys[-USUAL_RESPONSES:]))


def vectors_of(reader: Reader, about: Mapping[str, str]) -> dict[str, Float32Array]:
    """What is kept (W,) of each text; ``about`` has the response that each text is of, or ""."""
    by_hash = {text_hash(text): text for text in about}
    hashes = sorted(by_hash)
    found: dict[str, Float32Array] = {}
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        rows = Embedding.objects.filter(encoder_key=reader.key, text_hash__in=part)
        for name, vector in rows.values_list("text_hash", "vector"):
            found[by_hash[name]] = reader.unpack(vector)
        missing = [name for name in part if by_hash[name] not in found]
        if missing:
            found |= _read_and_keep(reader, {name: by_hash[name] for name in missing}, about)
    return found


def missing_responses(reader: Reader, keys: Iterable[ResponseKey]) -> int:
    """How many of the responses have no embedding yet."""
    unknown = {
        key.pk: key.content_hash
        for key in keys
        if (reader.row_key, key.prompt_hash, key.content_hash) not in _rows
    }
    if reader.rewrites_responses:
        responses = Response.objects.filter(pk__in=unknown).select_related("prompt")
        items = items_of(responses)
        hashes = sorted({text_hash(reader.texts_of(*item)[1]) for item in items})
    else:  # the embedded text is the response itself, and its hash is at hand
        hashes = sorted(set(unknown.values()))
    known = 0
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        known += Embedding.objects.filter(encoder_key=reader.key, text_hash__in=part).count()
    return len(hashes) - known


def prepare_features(*, project_id: int, reader: Reader) -> int:
    """Embeds all texts the project's queue and answers are about; returns how many responses."""
    count = 0
    batch: list[Response] = []
    for response in responses_in_use(project_id).iterator(chunk_size=CHUNK):
        batch.append(response)
        if len(batch) == CHUNK:
            features_of(reader, items_of(batch))
            count, batch = count + len(batch), []
    features_of(reader, items_of(batch))
    return count + len(batch)


def scaling_vectors(reader: Reader, keys: Sequence[ResponseKey]) -> Float32Array:
    """What is kept (n, W) of some of the responses, for features to be scaled by."""
    ids = sorted({key.pk for key in keys})
    some = ids[:: max(1, len(ids) // CHUNK)][:CHUNK]
    items = items_of(Response.objects.filter(pk__in=some).select_related("prompt"))
    texts = {reader.texts_of(*item)[1]: item.response for item in items}
    kept = vectors_of(reader, texts)
    rows = np.array([kept[text] for text in texts], dtype=np.float32)
    return rows.reshape(len(texts), reader.width)


def _read_and_keep(
    reader: Reader, texts: dict[str, str], about: Mapping[str, str]
) -> dict[str, Float32Array]:
    """Reads texts by their hash; what is used at once is what is kept, rounded alike."""
    names = list(texts)
    read = reader.read([texts[name] for name in names])
    packed = [reader.pack(vector) for vector in read.vectors]
    Embedding.objects.bulk_create(
        (
            Embedding(
                encoder_key=reader.key,
                text_hash=name,
                vector=vector,
                cut_response=text_hash(about[texts[name]]) if cut and about[texts[name]] else "",
            )
            for name, vector, cut in zip(names, packed, read.truncated, strict=True)
        ),
        ignore_conflicts=True,
    )
    return {texts[name]: reader.unpack(vector) for name, vector in zip(names, packed, strict=True)}
