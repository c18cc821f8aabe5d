"""What becomes of the rows of a file: counted while it is read and stored, told in a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, TypedDict

from feedback.imports import BadLine, ParsedRow
from feedback.imports.row_notes import RowNotes
from feedback.imports.storing import BatchReport

LISTED_LINES = 100


class Warned(TypedDict):
    """Something that may not be meant: a code and a sentence."""

    code: str
    message: str


class ImportReport(TypedDict):
    """What became of the rows of a file.

    ``rows`` is all that are not blank: ``imported``, ``duplicates`` (the same again: there already,
    or twice in the file) and ``bad`` ones. ``silent`` rows hold a response of white space alone;
    they are imported. ``skipped`` counts bad rows by reason and ``left_out`` parts of good rows;
    ``lines`` lists the first hundred bad rows, ``kept`` counts rows by the fields that play no part
    and are kept as they are. ``further_votes`` are preferences on pairs that had one before,
    ``repeats`` rows that stand in the file again and count again, ``recredited`` votes that were
    there and whose generators are named otherwise now. The rest counts what was newly stored.
    """

    rows: int
    imported: int
    duplicates: int
    silent: int
    bad: int
    skipped: dict[str, int]
    left_out: dict[str, int]
    lines: list[dict[str, Any]]
    kept: dict[str, int]
    warnings: list[Warned]
    further_votes: int
    repeats: int
    recredited: int
    prompts: int
    responses: int
    comparisons: int
    preferences: int
    ratings: int
    documents: int
    dry_run: bool


@dataclass
class Tally:
    """What one reading of the file has counted so far."""

    rows: int = 0
    stored: BatchReport = field(default_factory=BatchReport)
    silent: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    lines: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    notes: RowNotes = field(default_factory=RowNotes)
    repeats: int = 0
    # Of what was skipped, that which only storing refuses.
    refused: Counter[str] = field(default_factory=Counter)
    refused_lines: list[dict[str, Any]] = field(default_factory=list)

    def note(self, row: ParsedRow) -> None:
        self.silent += row.silent
        for problem, _ in row.bad_parts:
            self.left_out[problem] += 1
        self.notes.add(row)

    def refuse(self, bad: BadLine) -> None:
        self.skipped[bad.problem] += 1
        if len(self.lines) < LISTED_LINES:
            self.lines.append(asdict(bad))

    def so_far(self) -> dict[str, Any]:
        """What was counted while storing: it cannot be counted again by reading."""
        stored = self.stored
        return {
            "imported": stored.imported,
            "duplicates": stored.duplicates,
            "recredited": stored.recredited,
            "made": dict(stored.made),
            "refused": dict(self.refused),
            "lines": self.refused_lines,
        }

    def go_on_from(self, so_far: dict[str, Any]) -> None:
        """Counts what ``so_far`` gave at the end of the slice before."""
        counts = {name: so_far[name] for name in ("imported", "duplicates", "recredited")}
        self.stored = BatchReport(**counts, made=Counter(so_far["made"]))
        self.refused, self.refused_lines = Counter(so_far["refused"]), so_far["lines"]
        self.skipped += self.refused
        self.lines += self.refused_lines

    def add(self, batch: BatchReport) -> None:
        self.stored.imported += batch.imported
        self.stored.duplicates += batch.duplicates
        self.stored.recredited += batch.recredited
        self.stored.made.update(batch.made)
        for bad in batch.refused:
            self.refuse(bad)
            self.refused[bad.problem] += 1
            if len(self.refused_lines) < LISTED_LINES:
                self.refused_lines.append(asdict(bad))

    def report(self, *, dry_run: bool) -> ImportReport:
        made = self.stored.made
        return ImportReport(
            rows=self.rows,
            imported=self.stored.imported,
            duplicates=self.stored.duplicates,
            silent=self.silent,
            bad=self.skipped.total(),
            skipped=dict(self.skipped.most_common()),
            left_out=dict(self.left_out.most_common()),
            lines=sorted(self.lines, key=lambda bad: int(bad["line"])),
            kept=self.notes.kept_fields(),
            warnings=self.warnings,
            further_votes=made["preference"] - made["comparison"],
            repeats=self.repeats,
            recredited=self.stored.recredited,
            prompts=made["prompt"],
            responses=made["response"],
            comparisons=made["comparison"],
            preferences=made["preference"],
            ratings=made["rating"],
            documents=made["document"],
            dry_run=dry_run,
        )
