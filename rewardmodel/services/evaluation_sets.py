"""Scoring every version on every evaluation set of its project."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.models import EvaluationItem, EvaluationSet, Project
from rewardmodel.learning.encoders.feature_sets import Reader
from rewardmodel.learning.head.checkpoint import ArtefactError, load_head
from rewardmodel.learning.head.posterior import Posterior, rewards
from rewardmodel.learning.measuring.known_orders import Judged, order_figures
from rewardmodel.models import EvaluationResult, LiveHead, ModelVersion
from rewardmodel.services.artefacts import fetch_artefact
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.heads import ensure_live_head, load_live

# Items whose texts are in memory at a time.
CHUNK = 64


def score_evaluation_sets(*, project_id: int) -> int:
    """Scores what has no result yet, or has grown since; returns how many results were written.

    The live version is scored with its live head, others with the head that was stored with them.
    A version that cannot be loaded has a result that says so.
    """
    sets = list(EvaluationSet.objects.filter(project=project_id))
    if not sets:
        return 0
    ensure_live_head(Project.objects.get(pk=project_id))
    written = 0
    for version in ModelVersion.objects.filter(project=project_id).order_by("-number"):
        for each in sets:
            items = each.items.count()
            known = EvaluationResult.objects.filter(
                evaluation_set=each, version=version, items=items
            )
            if items and not known.exists():
                _score(each, version, items)
                written += 1
    return written


def _score(chosen: EvaluationSet, version: ModelVersion, items: int) -> None:
    head = LiveHead.objects.filter(version=version).first()
    figures, error = {}, ""
    try:
        figures = order_figures(list(_judged(chosen, *reader_and_head(version, head))))
    except ArtefactError as problem:
        error = str(problem)[:300]
    EvaluationResult.objects.update_or_create(
        evaluation_set=chosen,
        version=version,
        defaults={
            "items": items,
            "step": head.step if head else None,
            "figures": figures,
            "error": error,
        },
    )


def reader_and_head(version: ModelVersion, head: LiveHead | None) -> tuple[Reader, Posterior]:
    """How a version reads and rewards: with its live head, or the one that was stored with it.

    Raises:
        ArtefactError: it has no head, or its files are missing or altered.
    """
    if head is not None:
        live = load_live(head)
        return live.reader, live.posterior
    if not version.artefact:
        raise ArtefactError(f"{version} was never trained, and is not live: it has no head.")
    return reader_of(version), load_head(fetch_artefact(version) / "head")[0]


def _judged(chosen: EvaluationSet, reader: Reader, posterior: Posterior) -> Iterator[Judged]:
    """Items with the rewards of their responses. Their texts are read and not kept."""
    for items in _chunks(chosen):
        prompts = [item.messages for item in items for _ in item.responses]
        phi, _ = reader.phi(prompts, [text for item in items for text in item.responses])
        mean = rewards(posterior, phi, reader.layout.reward_columns)[0].tolist()
        start = 0
        for item in items:
            end = start + len(item.responses)
            yield Judged(mean[start:end], item.pairs, item.subset)
            start = end


def _chunks(chosen: EvaluationSet) -> Iterator[list[EvaluationItem]]:
    last = 0
    while chunk := list(chosen.items.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk
