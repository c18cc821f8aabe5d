"""Which split a prompt belongs to: a function of what it says, whatever else the file holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

# With this salt and a test split of the same share, the test prompts are those that the reward
# model holds out too.
SALT = "held-out"


def check_splits(splits: Mapping[str, float]) -> None:
    """Raises ValueError unless the splits are named and their shares add up to 1."""
    if not splits or not all(name.isidentifier() for name in splits):
        raise ValueError("Splits have names of letters, digits and underscores.")
    if any(not 0 < share <= 1 for share in splits.values()):
        raise ValueError("The share of a split lies above 0 and not above 1.")
    if abs(sum(splits.values()) - 1) > 1e-9:
        raise ValueError("The shares of the splits add up to 1.")


def split_of(content_hash: str, splits: Mapping[str, float], *, salt: str = SALT) -> str:
    """The split of a prompt with this content hash.

    The same prompt is in the same split of every export with the same splits and salt, however
    much is added. The shares are laid out in the order of the names, ``train`` last: growing
    ``test`` in ``{"train", "test"}`` moves prompts from train to test and none back.
    """
    digest = hashlib.sha256(f"{salt}:{content_hash}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    *others, rest = sorted(splits, key=lambda name: (name == "train", name))
    end = 0.0
    for name in others:
        end += splits[name]
        if place < end:
            return name
    return rest
