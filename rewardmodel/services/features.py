"""Features of responses: what the encoder makes of a text is computed once and kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
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
from rewardmodel.learning.arrays import Float32Array, FloatArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import comparison_features, word_counts
from rewardmodel.learning.head.familiarity import Familiarity, fit_familiarity
from rewardmodel.models import Embedding
from rewardmodel.selectors.answers import Answer, next_to_learn, shown_first_of

logger = logging.getLogger(__name__)

# Texts looked up or encoded at a time.
CHUNK = 500
# Responses to what is asked now, and to what is learned next, that come before all others.
FIRST = 2000
LAST = 2**62  # beyond every id
# More responses than this are embedded by a worker of their own, so that nobody waits for them.
INLINE_RESPONSES = 64
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


def embed_some(*, project_id: int, reader: Reader, before: int = 0) -> int | None:
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
            got_on = _embed_missing(reader, keys[start : start + CHUNK])
            if got_on and time.monotonic() > until:
                return before or LAST
    position = before or LAST
    # A page at a time: no statement is being read while another writes.
    while page := response_keys_before(project_id, position, most=CHUNK):
        _embed_missing(reader, page)
        position = page[-1].pk
        if time.monotonic() > until:
            return position
    return None


def prepare_features(*, project_id: int, reader: Reader) -> None:
    """Embeds all texts the project's queue and answers are about."""
    position: int | None = 0
    while position is not None:
        position = embed_some(project_id=project_id, reader=reader, before=position)


def at_hand(project_id: int, reader: Reader, keys: Iterable[ResponseKey]) -> set[int]:
    """Ids of those responses whose features are known, or few enough to be made at once.

    What a worker is embedding already is left to it: no text is embedded twice.
    """
    wanted = list(keys)
    missing = missing_of(reader, wanted)
    if not missing or (len(missing) <= INLINE_RESPONSES and not are_being_made(project_id)):
        return {key.pk for key in wanted}
    return {key.pk for key in wanted} - missing


def missing_of(reader: Reader, keys: Iterable[ResponseKey]) -> set[int]:
    """Ids of the responses that have no embedding yet."""
    unknown = {
        key.pk: key.content_hash
        for key in keys
        if (reader.row_key, key.prompt_hash, key.content_hash) not in _rows
    }
    if reader.rewrites_responses:  # else the text is the response itself, and its hash is at hand
        unknown = {
            response.pk: text_hash(reader.texts_of(response.prompt.messages, response.text)[1])
            for response in _responses(list(unknown))
        }
    known = _known(reader, unknown.values())
    return {pk for pk, name in unknown.items() if name not in known}


def are_being_made(project_id: int) -> bool:
    """Whether a worker is embedding the project's texts."""
    running = Upkeep.objects.filter(kind="features", state=Upkeep.State.RUNNING)
    return running.filter(project=project_id).exists()


def _embed_missing(reader: Reader, keys: Sequence[ResponseKey]) -> bool:
    """Embeds what is not embedded yet, and keeps it in the database alone; False where all is."""
    about: dict[str, str] = {}
    for item in items_of(_responses(sorted(missing_of(reader, keys)))):
        prompt, text = reader.texts_of(*item)
        about |= {prompt: about.get(prompt, ""), text: item.response}
    by_hash = {text_hash(text): text for text in about}
    known = _known(reader, by_hash)
    new = {name: text for name, text in by_hash.items() if name not in known}
    if new:
        _read_and_keep(reader, new, about)
    return bool(new)


def _responses(ids: Sequence[int]) -> list[Response]:
    found: list[Response] = []
    for start in range(0, len(ids), CHUNK):
        part = Response.objects.filter(pk__in=ids[start : start + CHUNK])
        found += part.select_related("prompt")
    return found


def _known(reader: Reader, names: Iterable[str]) -> set[str]:
    """Those of the hashes that an embedding is kept of."""
    hashes = sorted(set(names))
    known: set[str] = set()
    for start in range(0, len(hashes), CHUNK):
        part = hashes[start : start + CHUNK]
        rows = Embedding.objects.filter(encoder_key=reader.key, text_hash__in=part)
        known.update(rows.values_list("text_hash", flat=True))
    return known


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
    logger.info("Embeds %s texts.", len(names))
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
