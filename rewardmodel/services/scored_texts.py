"""What a scorer remembers of the texts it embedded: by content, so much and no more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from feedback.services.prompts import text_hash
from rewardmodel.learning.arrays import Float32Array
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.models import Embedding

KEPT_BYTES = 64 * 2**20

# Embeddings (E,) by encoder and hash of the text, those longest unused first.
_remembered: OrderedDict[tuple[str, str], Float32Array] = OrderedDict()
_bytes = 0


def embeddings_of(encoder: Encoder, texts: Sequence[str]) -> Float32Array:
    """Embeddings (N, E) of N texts: remembered, stored with the project's responses, or new."""
    by_hash = {text_hash(text): text for text in texts}
    found: dict[str, Float32Array] = {}
    for name in by_hash:
        vector = _remembered.get((encoder.key, name))
        if vector is not None:
            _remembered.move_to_end((encoder.key, name))
            found[name] = vector
    _add_stored(encoder, [name for name in by_hash if name not in found], found)
    new = [name for name in by_hash if name not in found]
    if new:
        vectors = encoder.encode([by_hash[name] for name in new])
        for name, vector in zip(new, vectors, strict=True):
            found[name] = np.array(vector, dtype=np.float32)  # of its own: not all of the batch
            _remember((encoder.key, name), found[name])
    return np.stack([found[text_hash(text)] for text in texts])


def _add_stored(encoder: Encoder, names: list[str], found: dict[str, Float32Array]) -> None:
    if names:
        rows = Embedding.objects.filter(encoder_key=encoder.key, text_hash__in=names)
        for name, vector in rows.values_list("text_hash", "vector"):
            found[name] = np.frombuffer(vector, dtype=np.float32)


def _remember(key: tuple[str, str], vector: Float32Array) -> None:
    global _bytes
    if key not in _remembered:
        _bytes += vector.nbytes
    _remembered[key] = vector
    while _bytes > KEPT_BYTES:
        _, oldest = _remembered.popitem(last=False)
        _bytes -= oldest.nbytes
