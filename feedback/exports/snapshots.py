"""Snapshots: exports that are kept as they are, with a hash, their counts and a dataset card."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.exports.card import CardFacts, write_card
from feedback.exports.croissant import CroissantFacts, croissant
from feedback.exports.exporting import ExportReport, columns_of, export_data
from feedback.exports.judgements import agreement
from feedback.exports.options import ExportOptions, files_of
from feedback.exports.provenance import generator_names, prompt_origins, rater_count
from feedback.models import Job, Project, Snapshot, User
from feedback.services.audit import record


def make_snapshot(
    *,
    project: Project,
    format: str,
    filename: str,
    options: ExportOptions,
    created_by: User | None = None,
    job: Job | None = None,
) -> Snapshot:
    """Exports into a file that is kept, and describes it.

    Raises:
        Refusal: ``unknown_format`` or ``bad_options``.
    """
    describe = card_writer(project=project, format=format, filename=filename, options=options)
    with tempfile.TemporaryFile() as scratch:
        report = export_data(
            project=project, format=format, file=scratch, options=options, card=describe
        )
        scratch.seek(0)
        snapshot = Snapshot(
            project=project,
            job=job,
            format=format,
            filename=filename,
            options=asdict(options),
            counts=dict(report),
            sha256=report["sha256"],
            size=report["size"],
            licence=options.licence,
            card=describe(report),
            croissant=_croissant(project, format, filename, options, report),
            created_by=created_by,
        )
        snapshot.file.save(filename, File(scratch), save=False)
        snapshot.save(force_insert=True)
    return snapshot


def withdraw_snapshot(*, snapshot: Snapshot, by: User | None, reason: str) -> Snapshot:
    """Deletes the file of a snapshot; that there was one, and its hash, stays.

    Raises:
        Refusal: ``withdrawn_already``.
    """
    with transaction.atomic():
        found = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        if found.withdrawn_at is not None:
            raise Refusal("withdrawn_already", "This snapshot was withdrawn already.")
        name, storage = found.file.name, found.file.storage
        found.file, found.withdrawn_at, found.withdrawn_because = "", timezone.now(), reason
        found.save(update_fields=["file", "withdrawn_at", "withdrawn_because"])
        Job.objects.filter(snapshot=found).update(file="")
        record(
            "snapshot.withdrawn",
            by=by,
            project=found.project,
            subject=f"snapshot {found.pk}",
            before={"sha256": found.sha256, "filename": found.filename},
            reason=reason,
        )
        if name:  # within: should the worker die now, the next one begins again
            storage.delete(name)
    return found


def card_writer(
    *, project: Project, format: str, filename: str, options: ExportOptions
) -> Callable[[ExportReport], str]:
    """What writes the dataset card of an export, once its counts are known."""
    made_at = f"{timezone.now():%Y-%m-%d}"

    def write(report: ExportReport) -> str:
        return write_card(_facts(project, format, filename, options, report, made_at))

    return write


def _facts(
    project: Project,
    format: str,
    filename: str,
    options: ExportOptions,
    report: ExportReport,
    made_at: str,
) -> CardFacts:
    filters = options.filters
    pairs, agreeing = agreement(project.pk, filters)
    counts: dict[str, Any] = {
        name: value for name, value in report.items() if name not in ("sha256", "size")
    }
    return CardFacts(
        title=project.name,
        question=project.question,
        guidelines=project.guidelines,
        format=format,
        licence=options.licence,
        made_at=made_at,
        counts=counts,
        options=asdict(options),
        files=files_of(options, filename),
        pairs_of_votes=pairs,
        agreeing_pairs=agreeing,
        raters=rater_count(project.pk, filters),
        origins=prompt_origins(project),
        generators=generator_names(project),
    )


def _croissant(
    project: Project, format: str, filename: str, options: ExportOptions, report: ExportReport
) -> dict[str, Any]:
    facts = CroissantFacts(
        title=project.name,
        description=project.description,
        licence=options.licence,
        made_at=f"{timezone.now():%Y-%m-%d}",
        filename=filename,
        sha256=report["sha256"],
        size=report["size"],
        container=options.container,
        archive=bool(options.splits),
        files=files_of(options, filename),
        columns=columns_of(project, format, options),
    )
    return croissant(facts)
