"""Preferences from files: read line by line, stored whole or not at all, the same row once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, TypedDict

from django.conf import settings
from django.db import transaction

from feedback.errors import Refusal
from feedback.imports import (
    BadLine,
    ParsedRow,
    UnreadableFileError,
    open_lines,
    read_hh_rlhf,
)
from feedback.models import Comparison, Generator, Preference, Project, Prompt, Response
from feedback.services.announcing import announce_responses
from feedback.services.prompts import ensure_generator, messages_hash, text_hash

Reader = Callable[[Iterable[bytes]], Iterable[ParsedRow | BadLine]]
READERS: dict[str, Reader] = {"hh-rlhf": read_hh_rlhf}
BATCH = 500
LISTED_LINES = 100


class ImportReport(TypedDict):
    """What became of the rows of a file."""

    rows: int
    imported: int
    duplicates: int
    silent: int
    bad: int
    lines: list[dict[str, Any]]


def import_preferences(
    *, project: Project, file: BinaryIO, format: str, skip_bad: bool = False
) -> ImportReport:
    """Imports a file in one transaction.

    Raises:
        Refusal: ``unknown_format``, ``unreadable_file``, or ``bad_lines`` (details carry the
            report) unless ``skip_bad``. Nothing is stored then.
    """
    if format not in READERS:
        raise Refusal("unknown_format", f"There is no format {format}.", status=400)
    report = ImportReport(rows=0, imported=0, duplicates=0, silent=0, bad=0, lines=[])
    try:
        with transaction.atomic():
            _store(project, READERS[format](_lines(file)), format, report)
            if report["bad"] and not skip_bad:
                raise Refusal(
                    "bad_lines",
                    f"{report['bad']} lines cannot be used; nothing was imported.",
                    status=400,
                    details=dict(report) | {"imported": 0, "duplicates": 0},
                )
            if report["imported"]:
                announce_responses(project_id=project.pk)
    except UnreadableFileError as error:
        raise Refusal(error.code, str(error), status=400) from error
    return report


def _lines(file: BinaryIO) -> Iterable[bytes]:
    return open_lines(file, max_total_bytes=settings.PLUMBLINE_MAX_UPLOAD_MB * 4 * 2**20)


def _store(
    project: Project, rows: Iterable[ParsedRow | BadLine], format: str, report: ImportReport
) -> None:
    generator = ensure_generator(project=project, name=format, kind=Generator.Kind.IMPORT)
    batch: dict[str, ParsedRow] = {}
    for row in rows:
        report["rows"] += 1
        if isinstance(row, BadLine):
            report["bad"] += 1
            if len(report["lines"]) < LISTED_LINES:
                report["lines"].append(
                    {"line": row.line, "problem": row.problem, "message": row.message}
                )
            continue
        report["silent"] += row.silent
        report["duplicates"] += row.key in batch
        batch[row.key] = row
        if len(batch) == BATCH:
            _store_batch(project, generator, batch, format, report)
            batch = {}
    _store_batch(project, generator, batch, format, report)


def _store_batch(
    project: Project,
    generator: Generator,
    batch: dict[str, ParsedRow],
    format: str,
    report: ImportReport,
) -> None:
    known = set(
        Prompt.objects.filter(project=project, origin__in=batch).values_list("origin", flat=True)
    )
    report["duplicates"] += len(known)
    new = [row for key, row in batch.items() if key not in known]
    prompts = Prompt.objects.bulk_create(
        Prompt(
            project=project,
            messages=row.messages,
            content_hash=messages_hash([dict(turn) for turn in row.messages]),
            origin=row.key,
            metadata={"format": format},
        )
        for row in new
    )
    responses = Response.objects.bulk_create(
        Response(prompt=prompt, generator=generator, text=text, content_hash=text_hash(text))
        for prompt, row in zip(prompts, new, strict=True)
        for text in (row.chosen, row.rejected)
    )
    comparisons = Comparison.objects.bulk_create(
        Comparison(
            project=project,
            prompt=prompt,
            response_a=min(pair, key=lambda response: response.pk),
            response_b=max(pair, key=lambda response: response.pk),
            status=Comparison.Status.CLOSED,
            stream=Comparison.Stream.IMPORTED,
            answers=1,
        )
        for prompt, pair in zip(
            prompts, zip(responses[0::2], responses[1::2], strict=True), strict=True
        )
    )
    Preference.objects.bulk_create(
        Preference(
            project=project,
            comparison=comparison,
            choice="a" if comparison.response_a_id == chosen.pk else "b",
            submission_key=row.key,
        )
        for comparison, chosen, row in zip(comparisons, responses[0::2], new, strict=True)
    )
    report["imported"] += len(new)
