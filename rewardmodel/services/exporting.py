"""Taking a version away as a folder that loads without this server."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from django.core.files import File

from feedback.errors import Refusal
from feedback.models import Job, Project
from feedback.services.work import Done, Failed, Outcome, tell
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.encoders.chat import Prompt
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.encoders.features import Length
from rewardmodel.learning.encoders.reference_texts import REFERENCE_TEXTS
from rewardmodel.learning.encoders.standard import (
    TOLERANCE,
    NotExactError,
    Standard,
    read_standard,
    write_standard,
)
from rewardmodel.learning.head.checkpoint import ArtefactError, load_head
from rewardmodel.models import LiveHead, ModelVersion
from rewardmodel.services.artefacts import fetch_artefact
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.heads import load_live
from rewardmodel.services.model_card import model_card

# Prompts that the folder's rewards are compared with the served ones on.
_PROBES: tuple[Prompt, ...] = (
    "Which is better?",
    "",
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}],
)


class Exported(NamedTuple):
    """What was written, by which head, and how far it is from what is served."""

    standard: Standard
    version: int
    step: int | None  # of the live head; None for the head that the version was trained with
    difference: float

    def report(self) -> dict[str, Any]:
        return {
            "form": self.standard.form,
            "prompts_apart": self.standard.apart,
            "window": self.standard.window,
            "version": self.version,
            "step": self.step,
            "difference": self.difference,
        }


def write_version(
    version: ModelVersion, folder: Path, *, length: Length, form: Any = None
) -> Exported:
    """Writes a version's reward, by the live head where it is live, into an empty folder.

    What was written is loaded again and compared with what is served, before anybody has it.

    Raises:
        Refusal: ``not_exportable``, with why in one sentence, or ``no_head``.
        ArtefactError: the version's artefact is missing or altered.
    """
    reader, mean, step = _reward_of(version)
    weights = mean * reader.layout.paid_columns(length)
    try:
        standard = write_standard(folder, reader, weights, form=form)
        pairs = [(prompt, text) for prompt in _PROBES for text in (*REFERENCE_TEXTS[:3], "")]
        phi, _ = reader.phi([prompt for prompt, _ in pairs], [text for _, text in pairs])
        served = phi.astype(np.float64) @ weights
        away = np.abs(read_standard(folder, standard, reader, pairs) - served)
        difference = float(away.max())
        if not difference <= TOLERANCE * max(1.0, float(np.abs(served).max())):
            raise NotExactError(
                f"What was written differs from what is served by {difference:.2g}."
            )
    except NotExactError as error:
        raise Refusal("not_exportable", str(error)) from error
    exported = Exported(standard, version.number, step, difference)
    (folder / "README.md").write_text(model_card(version, exported.report(), reader))
    return exported


def export_model(job: Job) -> Outcome:
    """Carries out a model's export: the folder as one file."""
    options = job.options
    version = ModelVersion.objects.select_related("project").filter(pk=options["version"]).first()
    if version is None:
        return Failed("no_version", "The version is gone.")
    tell(job, progress=0.05)
    try:
        with _scratch() as scratch:
            folder = scratch / job.filename.removesuffix(".zip")
            exported = write_version(
                version, folder, length=Length(*options["length"]), form=options["form"]
            )
            tell(job, progress=0.7)
            packed = _pack(folder, scratch / job.filename)
            with packed.open("rb") as file:
                job.file.save(job.filename, File(file), save=False)
    except Refusal as refusal:
        return Failed(refusal.code, refusal.message)
    except ArtefactError as error:
        return Failed("artefact_unusable", str(error))
    return Done({"report": exported.report(), "file": job.file.name})


def version_of(project: Project, number: int | None) -> ModelVersion:
    """The version of that number, or the live one.

    Raises:
        Refusal: ``unknown_version``.
    """
    versions = ModelVersion.objects.filter(project=project).select_related("project")
    if number is None:
        found = versions.filter(state=ModelVersion.State.LIVE).first()
    else:
        found = versions.filter(number=number).first()
    if found is None:
        raise Refusal("unknown_version", f"{project.slug} has no such version.", status=404)
    return found


def _reward_of(version: ModelVersion) -> tuple[Reader, FloatArray, int | None]:
    head = LiveHead.objects.select_related("version").filter(version=version).first()
    if head is not None:
        live = load_live(head)
        return live.reader, live.posterior.mean, head.step
    if not version.artefact:
        raise Refusal("no_head", f"{version} was never trained, and is not live: it has no head.")
    posterior, _ = load_head(fetch_artefact(version) / "head")
    return reader_of(version), posterior.mean, None


def _pack(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:  # weights do not shrink
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return target


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="model-export-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
