"""Preferences to files, streamed row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TypedDict

from feedback.errors import Refusal
from feedback.exports import conversational_trl_row, to_json_line, trl_row
from feedback.imports import Message
from feedback.models import Preference, Project

# Imported from transcripts: exported as transcripts, so that one file has one format.
TRANSCRIPTS = "hh-rlhf"


class ExportReport(TypedDict):
    """What was written, and what was left out."""

    rows: int
    ties_left_out: int
    sha256: str


def _standard(preference: Preference, chosen: str, rejected: str) -> Any:
    prompt = preference.comparison.prompt
    return trl_row(
        prompt.messages,
        chosen=chosen,
        rejected=rejected,
        transcript=prompt.metadata.get("format") == TRANSCRIPTS,
    )


def _conversational(preference: Preference, chosen: str, rejected: str) -> Any:
    messages: list[Message] = preference.comparison.prompt.messages
    return conversational_trl_row(messages, chosen=chosen, rejected=rejected)


WRITERS: dict[str, Callable[[Preference, str, str], Any]] = {
    "trl": _standard,
    "trl-conversational": _conversational,
}


def check_format(format: str) -> None:
    """Raises:
    Refusal: ``unknown_format``.
    """
    if format not in WRITERS:
        raise Refusal("unknown_format", f"There is no format {format}.", status=400)


def export_preferences(*, project: Project, format: str, file: BinaryIO) -> ExportReport:
    """Writes one line for each current, decisive answer; ties say nothing in these formats.

    Raises:
        Refusal: ``unknown_format``.
    """
    check_format(format)
    digest = hashlib.sha256()
    report = ExportReport(rows=0, ties_left_out=0, sha256="")
    for preference in _current(project):
        if preference.choice == Preference.Choice.TIE:
            report["ties_left_out"] += 1
            continue
        a, b = preference.comparison.response_a.text, preference.comparison.response_b.text
        chosen, rejected = (a, b) if preference.choice == "a" else (b, a)
        line = to_json_line(WRITERS[format](preference, chosen, rejected))
        file.write(line)
        digest.update(line)
        report["rows"] += 1
    report["sha256"] = digest.hexdigest()
    return report


def _current(project: Project) -> Iterator[Preference]:
    return (
        Preference.objects.filter(project=project, is_current=True)
        .select_related("comparison__prompt", "comparison__response_a", "comparison__response_b")
        .order_by("id")
        .iterator(chunk_size=500)
    )
