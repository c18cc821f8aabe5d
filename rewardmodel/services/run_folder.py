"""What an unfinished training run keeps on disk, so that a killed one goes on to the same end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from django.conf import settings

from feedback.models import Preference
from rewardmodel.models import ModelVersion, TrainingRun
from rewardmodel.selectors.answers import Answer, answers_of, current_preferences
from rewardmodel.services.artefacts import remove_artefacts
from rewardmodel.services.heads import ensure_live_head

# Rows read at a time; databases bound how many ids a statement may name.
CHUNK = 500
ENDED = (TrainingRun.State.SUCCEEDED, TrainingRun.State.FAILED, TrainingRun.State.CANCELLED)


def folder_of(run: TrainingRun) -> Path:
    """Checkpoint, scratch files and what the run began with; gone once the run has ended."""
    return _all_folders() / f"run-{run.pk}"


def artefacts_of(run: TrainingRun) -> str:
    """The folder of the storage below which the run's artefact is put."""
    return f"versions/{run.project.slug}/run-{run.pk}"


def begin(run: TrainingRun) -> tuple[ModelVersion, list[Answer]]:
    """The version that the run starts from, and the answers it learns from.

    Both are written down by the first try: a later one goes on with the same, whatever was answered
    or promoted in between, or its checkpoint would be of another training.
    """
    note = folder_of(run) / "begun.json"
    try:
        begun = json.loads(note.read_bytes())
        parent = ModelVersion.objects.get(pk=begun["parent"])
        answers = _answers(begun["answers"])
        if len(answers) == len(begun["answers"]):
            return parent, answers
    except (OSError, ValueError, KeyError, TypeError, ModelVersion.DoesNotExist):
        pass  # the first try, or one that came no further than this: it begins anew
    parent = ensure_live_head(run.project).version
    answers = answers_of(current_preferences(run.project_id))
    note.parent.mkdir(parents=True, exist_ok=True)
    part = note.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps({"parent": parent.pk, "answers": [row.pk for row in answers]}))
    part.replace(note)
    return parent, answers


def clear(run: TrainingRun) -> None:
    """Removes all that the run has left behind, its version's artefact apart."""
    version = ModelVersion.objects.filter(training_run=run).first()
    remove_artefacts(artefacts_of(run), but=version.artefact if version else "")
    shutil.rmtree(folder_of(run), ignore_errors=True)


def clear_ended_runs() -> int:
    """Clears up after runs that ended while their worker was dead; says after how many."""
    if not _all_folders().is_dir():
        return 0
    names = [folder.name.removeprefix("run-") for folder in _all_folders().glob("run-*")]
    numbers = [int(name) for name in names if name.isdecimal()]
    ended = TrainingRun.objects.filter(pk__in=numbers, state__in=ENDED).select_related("project")
    for run in ended:
        clear(run)
    return len(ended)


def _all_folders() -> Path:
    return Path(settings.PLUMBLINE_HOME) / "checkpoints"


def _answers(ids: list[int]) -> list[Answer]:
    found: list[Answer] = []
    for start in range(0, len(ids), CHUNK):
        found += answers_of(Preference.objects.filter(pk__in=ids[start : start + CHUNK]))
    return found
