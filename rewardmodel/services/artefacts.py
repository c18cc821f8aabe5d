"""Artefacts of versions in Django's storage: written once, checked by hash on the way back."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from rewardmodel.learning.head.checkpoint import ArtefactError, folder_hash
from rewardmodel.models import ModelVersion

SCRATCH = "scratch-"
ABANDONED_AFTER = 3600.0  # seconds; no download takes so long


def store_artefact(folder: Path, *, below: str) -> tuple[str, str]:
    """Copies a folder into the storage, to a place below ``below`` that its content names.

    Doing it again gives the same place with the same files, wherever the last try was killed.

    Returns:
        The place and the folder's hash.

    Raises:
        ArtefactError: somebody else writes there at this moment.
    """
    digest = folder_hash(folder)
    name = f"{below}/{digest[:16]}"
    remove_artefacts(name)  # what a try that was killed here has left, half files too
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            target = f"{name}/{path.relative_to(folder).as_posix()}"
            with path.open("rb") as file:
                stored = default_storage.save(target, File(file))
            if stored != target:
                default_storage.delete(stored)
                raise ArtefactError(f"{target} is being written by somebody else.")
    return name, digest


def remove_artefacts(below: str, *, but: str = "") -> None:
    """Removes all that is stored below a place, but what is at ``but`` or below it."""
    try:
        folders, files = default_storage.listdir(below)
    except FileNotFoundError:
        return
    for file in files:
        default_storage.delete(f"{below}/{file}")
    for folder in folders:
        if f"{below}/{folder}" != but:
            remove_artefacts(f"{below}/{folder}", but=but)
    if not but:
        default_storage.delete(below)


def fetch_artefact(version: ModelVersion) -> Path:
    """A local folder that holds the version's artefact.

    Raises:
        ArtefactError: a file is missing, or the content is not what was stored.
    """
    cached = Path(settings.PLUMBLINE_HOME) / "artefacts" / version.artefact_hash
    if cached.is_dir():
        return cached
    cached.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(cached.parent)
    scratch = Path(tempfile.mkdtemp(dir=cached.parent, prefix=SCRATCH))
    try:
        _download(version.artefact, scratch)
        if folder_hash(scratch) != version.artefact_hash:
            raise ArtefactError(f"The artefact of {version} is not what was stored.")
        _put(scratch, cached)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return cached


def _put(scratch: Path, cached: Path) -> None:
    try:
        scratch.rename(cached)
    except OSError:
        if not cached.is_dir():  # or another process was faster
            raise


def _remove_abandoned(folder: Path) -> None:
    """Downloads whose process was killed."""
    for scratch in folder.glob(f"{SCRATCH}*"):
        with suppress(OSError):
            if time.time() - scratch.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(scratch, ignore_errors=True)


def _download(name: str, target: Path) -> None:
    try:
        folders, files = default_storage.listdir(name)
        for file in files:
            with default_storage.open(f"{name}/{file}") as source, (target / file).open("wb") as to:
                shutil.copyfileobj(source, to)
    except OSError as error:
        raise ArtefactError(f"The artefact {name} cannot be read: {error}") from error
    for folder in folders:
        (target / folder).mkdir()
        _download(f"{name}/{folder}", target / folder)
