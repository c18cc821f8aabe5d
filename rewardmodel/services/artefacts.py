"""Artefacts of versions in Django's storage: written once, checked by hash on the way back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from rewardmodel.learning.head.checkpoint import ArtefactError, folder_hash
from rewardmodel.models import ModelVersion


def store_artefact(folder: Path, *, name: str) -> str:
    """Copies a folder into the storage under ``name``; returns its hash."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                default_storage.save(f"{name}/{path.relative_to(folder).as_posix()}", File(file))
    return folder_hash(folder)


def fetch_artefact(version: ModelVersion) -> Path:
    """A local folder that holds the version's artefact.

    Raises:
        ArtefactError: a file is missing, or the content is not what was stored.
    """
    cached = Path(settings.PLUMBLINE_HOME) / "artefacts" / version.artefact_hash
    if cached.is_dir():
        return cached
    cached.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=cached.parent))
    try:
        _download(version.artefact, scratch)
        if folder_hash(scratch) != version.artefact_hash:
            raise ArtefactError(f"The artefact of {version} is not what was stored.")
        if not cached.is_dir():
            scratch.rename(cached)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return cached


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
