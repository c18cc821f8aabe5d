"""Rows into evaluation sets, and the wall between these and what is trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from feedback.imports.lines import BadLine
from feedback.imports.records import ParsedRow, Part
from feedback.imports.storing import BatchReport
from feedback.models import EvaluationItem, EvaluationSet, Import, Project, Prompt
from feedback.services.prompts import messages_hash, text_hash

NAME_LENGTH = 100


def store_items(
    *,
    project: Project,
    name: str,
    rows: Sequence[ParsedRow],
    brought_by: Import | None,
    dry_run: bool,
) -> BatchReport:
    """Stores rows in the evaluation set of that name, in one transaction.

    Refused, in the report: rows about prompts of the project (``in_training``), and rows that do
    not say which of two quoted responses is better (``no_order``).
    """
    report = BatchReport()
    hashes = {id(part): messages_hash(part.messages or []) for row in rows for part in row.parts}
    trained = _among(Prompt.objects.filter(project=project), hashes.values())
    items: dict[str, EvaluationItem] = {}
    for row in rows:
        found = [_item(row, i, part, hashes[id(part)]) for i, part in enumerate(row.parts)]
        if any(hashes[id(part)] in trained for part in row.parts):
            report.refused.append(_bad(row, "in_training", "Its prompt is one of the project's."))
        elif not found or any(item is None for item in found):
            report.refused.append(_bad(row, "no_order", "It does not say which text is better."))
        else:
            items |= {item.key: item for item in found if item is not None}
    with transaction.atomic():
        chosen = EvaluationSet.objects.filter(project=project, name=name).first()
        known: set[str] = set()
        if chosen is not None:
            same = chosen.items.filter(key__in=items)
            known = set(same.values_list("key", flat=True))
        new = [item for key, item in items.items() if key not in known]
        if not dry_run:
            chosen, _ = EvaluationSet.objects.get_or_create(project=project, name=name)
            for item in new:
                item.evaluation_set, item.brought_by = chosen, brought_by
            EvaluationItem.objects.bulk_create(new, ignore_conflicts=True)
    report.imported = len(new)
    report.duplicates = len(rows) - len(report.refused) - len(new)
    return report


def without_evaluation_prompts(
    *, project: Project, rows: Sequence[ParsedRow]
) -> tuple[list[ParsedRow], list[BadLine]]:
    """The rows about no prompt of an evaluation set, and refusals (``in_evaluation``) of the
    others: what a version is judged by must not be what it learned."""
    hashes = {
        id(part): messages_hash(part.messages)
        for row in rows
        for part in row.parts
        if part.messages is not None
    }
    items = EvaluationItem.objects.filter(evaluation_set__project=project)
    walled = _among(items, hashes.values())
    kept, refused = [], []
    for row in rows:
        if any(hashes.get(id(part)) in walled for part in row.parts):
            message = "Its prompt belongs to an evaluation set: it is never trained on."
            refused.append(_bad(row, "in_evaluation", message))
        else:
            kept.append(row)
    return kept, refused


def _item(row: ParsedRow, index: int, part: Part, digest: str) -> EvaluationItem | None:
    """What a part says of the order of its responses; None where it says nothing."""
    if part.messages is None or any(response.text is None for response in part.responses):
        return None
    pairs = []
    for vote in part.votes:
        if vote.choice == "a":
            pairs.append([vote.first, vote.second])
        elif vote.choice == "b":
            pairs.append([vote.second, vote.first])
    if not pairs:
        return None
    return EvaluationItem(
        messages=list(part.messages),
        responses=[response.text for response in part.responses],
        pairs=pairs,
        subset=_subset(row),
        content_hash=digest,
        key=text_hash(f"{row.key}:{index}"),
    )


def _subset(row: ParsedRow) -> str:
    for name in ("subset", "category", "domain"):
        value = row.fields.get(name)
        if isinstance(value, str) and value:
            return value[:100]
    return ""


def _among(rows: Any, hashes: Any) -> set[str]:
    wanted = list(set(hashes))
    found = rows.filter(content_hash__in=wanted).values_list("content_hash", flat=True)
    return set(found)


def _bad(row: ParsedRow, problem: str, message: str) -> BadLine:
    return BadLine(row.line, problem, message)
