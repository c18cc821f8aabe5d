"""Reward heads on disk: tensors as safetensors, everything else in a JSON card.

A head is a folder with `head.safetensors` and `card.json`. The card carries the hash of the
tensors, so a file that was cut short, or changed by one bit, is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from rewardmodel.learning.head.posterior import Posterior

HEAD_FILE = "head.safetensors"
CARD_FILE = "card.json"
_FORMAT = 1


class ArtefactError(Exception):
    """A stored artefact is missing, corrupt, or not what its card says."""


def save_head(path: Path, posterior: Posterior, card: Mapping[str, Any]) -> None:
    """Writes the head and its card into the folder `path`, which is made where missing.

    Args:
        card: what is to be known of the head; anything that JSON can hold.

    Raises:
        TypeError or ValueError: JSON cannot hold the card (nor NaN); nothing is written then.
    """
    tensors = save(
        {
            "mean": np.ascontiguousarray(posterior.mean, dtype=np.float64),
            "covariance": np.ascontiguousarray(posterior.covariance, dtype=np.float64),
            "scalars": np.array([posterior.log_tie, posterior.prior_precision]),
        }
    )
    document = {
        "format": _FORMAT,
        "head_sha256": hashlib.sha256(tensors).hexdigest(),
        "card": dict(card),
    }
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    path.mkdir(parents=True, exist_ok=True)
    _write(path / HEAD_FILE, tensors)
    _write(path / CARD_FILE, (text + "\n").encode())


def load_head(path: Path) -> tuple[Posterior, dict[str, Any]]:
    """Reads what `save_head` wrote: the posterior, equal to the last bit, and the card.

    Raises:
        ArtefactError: a file is missing, cut short, altered, or not a head.
    """
    try:
        document = json.loads((path / CARD_FILE).read_bytes())
        tensors = (path / HEAD_FILE).read_bytes()
    except (OSError, ValueError) as error:
        raise ArtefactError(f"cannot read the head in {path}: {error}") from error
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ArtefactError(f"{path / CARD_FILE} is not a card of format {_FORMAT}")
    if hashlib.sha256(tensors).hexdigest() != document.get("head_sha256"):
        raise ArtefactError(f"{path / HEAD_FILE} does not have the hash that its card states")
    try:
        arrays = load(tensors)
        mean, covariance = arrays["mean"], arrays["covariance"]
        log_tie, prior_precision = (float(value) for value in arrays["scalars"])
        card = dict(document["card"])
    except (SafetensorError, KeyError, ValueError, TypeError) as error:
        raise ArtefactError(f"{path} does not hold a head: {error}") from error
    if mean.ndim != 1 or covariance.shape != (len(mean), len(mean)):
        raise ArtefactError(f"{path}: shapes {mean.shape} and {covariance.shape} do not agree")
    if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
        raise ArtefactError(f"{path}: the head holds values that are not finite")
    return Posterior(mean, covariance, log_tie, prior_precision), card


def folder_hash(folder: Path) -> str:
    """sha256, as hex, over the relative names and contents of all files below `folder`, sorted.

    Raises:
        ArtefactError: the folder is missing, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise ArtefactError(f"no folder {folder}")
    total = hashlib.sha256()
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    try:
        for name in sorted(name for name, file in files.items() if file.is_file()):
            with files[name].open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").hexdigest()
            # Lengths keep a name and its content apart from those of a neighbour.
            total.update(f"{len(name.encode())}:{name}:{content}\n".encode())
    except OSError as error:
        raise ArtefactError(f"cannot read {folder}: {error}") from error
    return total.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Puts the file in place whole: readers see the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
