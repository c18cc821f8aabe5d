"""What a scorer remembers of the texts it read: by content, so much and no more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from feedback.services.prompts import text_hash
from rewardmodel.learning.arrays import BoolArray, Float32Array
from rewardmodel.learning.encoders.feature_sets import Reader, TextVectors
from rewardmodel.learning.encoders.features import word_counts
from rewardmodel.services.features import Item

KEPT_BYTES = 128 * 2**20

# Vector (W,) and whether the text was cut short, by reader and hash of the text; those longest
# unused first.
_remembered: OrderedDict[tuple[str, str], tuple[Float32Array, bool]] = OrderedDict()
_bytes = 0


def phi_of(reader: Reader, items: Sequence[Item]) -> tuple[Float32Array, BoolArray]:
    """As ``Reader.phi``: feature rows (N, D) of items, and which had to be cut short, (N,)."""
    texts = [text for item in items for text in reader.texts_of(item.prompt, item.response)]
    read = read_texts(reader, texts)
    words = word_counts([item.response for item in items])
    rows = reader.item_features(read.vectors[0::2], read.vectors[1::2], words)
    return rows, read.truncated[0::2] | read.truncated[1::2]


def read_texts(reader: Reader, texts: Sequence[str]) -> TextVectors:
    """As ``Reader.read``, of texts that are remembered or new."""
    names = [text_hash(text) for text in texts]
    by_hash = dict(zip(names, texts, strict=True))
    found = {}
    for name in by_hash:
        if (reader.key, name) in _remembered:
            _remembered.move_to_end((reader.key, name))
            found[name] = _remembered[reader.key, name]
    new = [name for name in by_hash if name not in found]
    if new:
        read = reader.read([by_hash[name] for name in new])
        for name, vector, cut in zip(new, read.vectors, read.truncated, strict=True):
            found[name] = (vector.copy(), bool(cut))  # a row of its own, not a view of all
            _remember((reader.key, name), found[name])
    return TextVectors(
        np.stack([found[name][0] for name in names]),
        np.array([found[name][1] for name in names], dtype=np.bool_),
    )


def _remember(key: tuple[str, str], read: tuple[Float32Array, bool]) -> None:
    global _bytes
    if key not in _remembered:
        _bytes += read[0].nbytes
    _remembered[key] = read
    while _bytes > KEPT_BYTES:
        _, (oldest, _) = _remembered.popitem(last=False)
        _bytes -= oldest.nbytes
