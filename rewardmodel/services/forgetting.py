"""What the reward model forgets when answers, texts or a project are deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django_celery_beat.models import PeriodicTask

from feedback.models import Preference, Project, Removal, Response
from feedback.removals.carrying_out import carry_out
from feedback.services import work
from feedback.services.prompts import text_hash
from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.head.checkpoint import ArtefactError
from rewardmodel.models import (
    Embedding,
    LearnedPreference,
    LiveHead,
    ModelVersion,
    Promotion,
    RetrainPolicy,
    TrainingRun,
)
from rewardmodel.services.artefacts import remove_artefacts
from rewardmodel.services.encoders import base_encoder_path, encoder_of, load_encoder


def run_removal(*, removal_id: int) -> Removal:
    """Carries out a removal now, in this process, or goes on with one whose worker died."""
    return work.carry_out(Removal.objects.get(pk=removal_id))


def remove(removal: Removal) -> work.Outcome:
    """Carries out a removal. At its end the head is fitted anew from what is left."""
    carry_out(removal, Forgetter(removal.project_id))
    return work.Done(asks=("refit",) if removal.project_id is not None else ())


class Forgetter:
    """The learner that `feedback.removals.carrying_out` tells what goes, for one project."""

    def __init__(self, project_id: int | None) -> None:
        self._project_id = project_id
        self._looked = False
        self._encoder: Encoder | None = None

    def forget_answers(self, preferences: list[int]) -> None:
        """Each learned one is a step back; versions trained on them are marked."""
        gone, _ = LearnedPreference.objects.filter(preference__in=preferences).delete()
        if gone:
            LiveHead.objects.filter(project=self._project_id).update(step=F("step") + gone)
        current = Preference.objects.filter(pk__in=preferences, is_current=True)
        given = list(current.values_list("created_at", flat=True))
        trained = ModelVersion.objects.filter(
            project=self._project_id, training_run__started_at__isnull=False
        ).annotate(begun=F("training_run__started_at"))
        for pk, begun in trained.values_list("pk", "begun"):
            if count := sum(time < begun for time in given):
                ModelVersion.objects.filter(pk=pk).update(
                    removed_answers=F("removed_answers") + count
                )

    def forget_texts(self, responses: list[Response]) -> None:
        """Embeddings by every encoder, whatever features were read. Another project that has the
        same text computes its own anew when it next needs it."""
        if not self._looked:
            versions = ModelVersion.objects.filter(project=self._project_id)
            live = versions.filter(state=ModelVersion.State.LIVE).first()
            self._encoder = _encoder_that_reads_alike(live) if live else None
            self._looked = True
        if self._encoder is None:
            return
        hashes = {
            text_hash(text)
            for response in responses
            for encoder in (self._encoder, self._encoder.plain())
            for text in encoder.texts_of(response.prompt.messages, response.text)
        }
        Embedding.objects.filter(text_hash__in=hashes).delete()

    def forget_project(self, project: Project) -> None:
        """Heads, versions with their artefacts, runs with their curves, schedules."""
        RetrainPolicy.objects.filter(project=project).delete()
        PeriodicTask.objects.filter(name=f"retrain {project.slug}").delete()
        # Files first: should the worker die now, the next one finds the rows that name them.
        versions = list(ModelVersion.objects.filter(project=project))
        runs = list(TrainingRun.objects.filter(project=project).values_list("pk", flat=True))
        _delete_files(project.slug, versions, runs)
        LiveHead.objects.filter(project=project).delete()
        Promotion.objects.filter(project=project).delete()
        ModelVersion.objects.filter(project=project).update(parent=None)
        ModelVersion.objects.filter(project=project).delete()
        TrainingRun.objects.filter(project=project).delete()


def _encoder_that_reads_alike(version: ModelVersion) -> Encoder:
    """An encoder that makes the same texts of a prompt and a response as the version's does: its
    own, or the one that it began as, should the artefact be lost."""
    try:
        return encoder_of(version)
    except ArtefactError:
        return load_encoder(version.encoder or base_encoder_path())


def _delete_files(slug: str, versions: list[ModelVersion], runs: list[int]) -> None:
    home = Path(settings.PLUMBLINE_HOME)
    for version in versions:
        if version.artefact:
            remove_artefacts(version.artefact)
        if version.artefact_hash:
            shutil.rmtree(home / "artefacts" / version.artefact_hash, ignore_errors=True)
    for run in runs:
        shutil.rmtree(home / "checkpoints" / f"run-{run}", ignore_errors=True)
    shutil.rmtree(home / "tensorboard" / slug, ignore_errors=True)
