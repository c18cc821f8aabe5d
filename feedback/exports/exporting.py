"""Preferences, rankings and trees to files, streamed row by row."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property
from itertools import groupby
from typing import IO, Any, BinaryIO, TypedDict

from django.db.models import Q

from feedback.exports import Format, Writer, open_writer
from feedback.exports.containers import MESSAGES, Shape
from feedback.exports.judgements import (
    answers_matching,
    judgements,
    majorities,
    need_transcripts,
    posteriors,
    rated_responses,
)
from feedback.exports.options import ExportOptions, check_export, files_of
from feedback.exports.rankings import Ranking
from feedback.exports.ratings import rating_row
from feedback.exports.records import Judgement, Row
from feedback.exports.selected_rows import SelectedRows
from feedback.exports.splits import split_of
from feedback.exports.tree_rows import tree_rows
from feedback.exports.trl import implicit_row
from feedback.exports.trl_formats import unpaired_of_judgement, unpaired_of_rating
from feedback.models import Project


class ExportReport(TypedDict):
    """What was written, and what was left out: ties, pairs of identical texts, what the format
    has no place for (prompts with roles it does not know; values that no column takes), responses
    without a reward to prompts that have some. ``selection`` is what a rule found that selects
    responses: how many it chose from, the steps of the live head that scored them, its threshold.
    """

    rows: int
    ties_left_out: int
    identical_left_out: int
    unsupported_left_out: int
    fields_left_out: int
    unscored_left_out: int
    selection: dict[str, float]
    splits: dict[str, int]
    sha256: str
    size: int


def export_data(
    *,
    project: Project,
    format: str,
    file: BinaryIO,
    options: ExportOptions | None = None,
    card: Callable[[ExportReport], str] | None = None,
) -> ExportReport:
    """Writes an export to a file that can be written, read and sought.

    With splits it is a ZIP, in which what ``card`` says of the report is README.md.

    Raises:
        Refusal: ``unknown_format`` or ``bad_options``.
    """
    options = options or ExportOptions()
    found = check_export(format=format, options=options)
    export = _Export(project, format, found, options)
    start = file.tell()
    if options.splits:
        export.write_zip(file, card)
    else:
        export.write_single(file)
    report = export.report
    report["size"] = file.tell() - start
    file.seek(start)
    report["sha256"] = _digest(file)
    return report


def columns_of(project: Project, format: str, options: ExportOptions) -> dict[str, Shape]:
    """The columns that an export of the format has with these options."""
    return _Export(project, format, check_export(format=format, options=options), options).columns()


class _Export:
    """One export under way."""

    def __init__(self, project: Project, name: str, format: Format, options: ExportOptions) -> None:
        self.project = project
        self.name = name
        self.format = format
        self.options = options
        self.report = ExportReport(
            rows=0,
            ties_left_out=0,
            identical_left_out=0,
            unsupported_left_out=0,
            fields_left_out=0,
            unscored_left_out=0,
            selection={},
            splits=dict.fromkeys(options.splits, 0),
            sha256="",
            size=0,
        )
        self._filters = options.filters

    def write_single(self, file: BinaryIO) -> None:
        writer = self._writer(file, self.columns())
        for _, row in self._rows():
            writer.write(row)
            self.report["rows"] += 1
        self._close(writer)

    def write_zip(self, file: BinaryIO, card: Callable[[ExportReport], str] | None) -> None:
        """A file for each split, then all of them in a ZIP that equal rows make equal."""
        columns, splits = self.columns(), self.options.splits
        names = files_of(self.options)
        with ExitStack() as stack:
            parts = {name: stack.enter_context(tempfile.TemporaryFile()) for name in splits}
            writers = {name: self._writer(part, columns) for name, part in parts.items()}
            for prompt_hash, row in self._rows():
                split = split_of(prompt_hash, splits, salt=self.options.salt)
                writers[split].write(row)
                self.report["splits"][split] += 1
                self.report["rows"] += 1
            for writer in writers.values():
                self._close(writer)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, part in parts.items():
                    part.seek(0)
                    _add_to_zip(packed, names[name], part)
                if card is not None:
                    packed.writestr(zipfile.ZipInfo("README.md"), card(self.report))

    def _writer(self, file: Any, columns: dict[str, Shape]) -> Writer:
        guard = self.options.guard_formulas
        return open_writer(self.options.container, file, columns, guard_formulas=guard)

    def _close(self, writer: Writer) -> None:
        writer.close()
        self.report["fields_left_out"] += writer.left_out

    def columns(self) -> dict[str, Shape]:
        columns = dict(self.format.columns)
        if self.options.implicit_prompt:
            del columns["prompt"]
        if self.options.conversational:
            columns |= {"prompt": MESSAGES, "completion": MESSAGES}
        if self.format.has("ties"):
            if self.options.ties == "keep":
                columns["tie"] = "truth"
            if self.options.ties == "soft":
                columns["probability"] = "number"
            answers = answers_matching(self.project.pk, self._filters)
            if (
                self.format.has("implicit_prompt")
                and answers.filter(metadata__has_key="margin").exists()
            ):
                columns["margin"] = "number"
        return columns

    def _judgements(self, order: tuple[str, ...]) -> Iterator[Judgement]:
        least = self.options.min_votes
        by_comparison = tuple(name for name in order if name != "id")
        grouped = (*dict.fromkeys((*by_comparison, "comparison_id")), "id")
        style = self._transcripts
        if self.options.aggregation == "posterior":
            return posteriors(
                self.project.pk, self._filters, min_votes=least, order=grouped, transcripts=style
            )
        if self.options.aggregation == "majority":
            return majorities(
                self.project.pk,
                self._filters,
                min_votes=least,
                order=grouped,
                detailed=self.format.detailed,
                transcripts=style,
            )
        return judgements(
            self.project.pk,
            self._filters,
            order=order,
            detailed=self.format.detailed,
            transcripts=style,
        )

    @cached_property
    def _transcripts(self) -> bool:
        """Whether prompts that are written as texts are written as transcripts."""
        if self.format.columns.get("prompt") != "text":
            return False
        answers = answers_matching(self.project.pk, self._filters)
        asked = Q(comparisons__preferences__in=answers.values("pk"))
        if self.format.subject == "unpaired" and self._takes_ratings():
            asked |= Q(responses__ratings__isnull=False)
        return need_transcripts(self.project.prompts.filter(asked))

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """(hash of the prompt or document, row) of all that is to be written."""
        if self.format.subject == "ratings":
            for rating in rated_responses(self.project.pk) if self._takes_ratings() else ():
                yield rating.prompt_hash, rating_row(rating)
        elif self.format.subject == "trees":
            yield from tree_rows(self.project)
        elif self.format.subject == "scored":
            yield from self._selected()
        elif self.format.subject == "rankings":
            votes = self._judgements(("comparison__prompt_id", "comparison_id", "id"))
            for _, of_prompt in groupby(votes, key=lambda vote: vote.prompt):
                yield from _ranked(of_prompt)
        elif self.format.subject == "unpaired":
            yield from self._unpaired()
        else:
            for judgement in self._usable(self._judgements(("id",))):
                if (row := self._row(judgement)) is not None:
                    yield judgement.prompt_hash, row

    def _selected(self) -> Iterator[tuple[str, Row]]:
        rows = SelectedRows(self.project, self.name, self.options.selection)
        yield from rows
        self.report["unscored_left_out"] = rows.unscored
        self.report["unsupported_left_out"] = rows.unsupported
        self.report["selection"] = rows.figures

    def _usable(self, votes: Iterator[Judgement]) -> Iterator[Judgement]:
        """Without what the format has no place for, which is counted."""
        for vote in votes:
            if self.format.decisive and vote.choice == "tie" and self.options.ties == "drop":
                self.report["ties_left_out"] += 1
            elif self.format.decisive and vote.a.text == vote.b.text:
                self.report["identical_left_out"] += 1
            else:
                yield vote

    def _row(self, judgement: Judgement) -> Row | None:
        assert self.format.row is not None
        try:
            row = self.format.row(judgement)
        except ValueError:
            self.report["unsupported_left_out"] += 1
            return None
        if self.options.implicit_prompt:
            row = implicit_row(row)
        if self.format.has("implicit_prompt") and "margin" in judgement.metadata:
            row["margin"] = judgement.metadata["margin"]
        if self.format.has("ties") and self.options.ties == "keep":
            row["tie"] = judgement.choice == "tie"
        if self.format.has("ties") and self.options.ties == "soft":
            row["probability"] = judgement.chosen_share
        if self.options.extra:
            place = {"node": dict(judgement.node)} if judgement.node else {}
            row = {**judgement.metadata.get("extra", {}), **place, **row}
        return row

    def _unpaired(self) -> Iterator[tuple[str, Row]]:
        conversational = "prompt" in self.format.columns and self.format.columns["prompt"] != "text"
        style = self._transcripts
        rated = (
            rated_responses(self.project.pk, "label", transcripts=style)
            if self._takes_ratings()
            else ()
        )
        for rating in rated:
            try:
                row = unpaired_of_rating(rating, conversational=conversational)
            except ValueError:
                self.report["unsupported_left_out"] += 1
                continue
            if self.options.extra:
                row = {**rating.metadata.get("extra", {}), **row}
            yield rating.prompt_hash, row
        for judgement in self._usable(self._judgements(("id",))):
            try:
                rows = unpaired_of_judgement(judgement, conversational=conversational)
            except ValueError:
                self.report["unsupported_left_out"] += 1
                continue
            place = {"node": dict(judgement.node)} if judgement.node and self.options.extra else {}
            for row in rows:
                yield judgement.prompt_hash, {**place, **row}

    def _takes_ratings(self) -> bool:
        """Ratings are imported; they belong to no stream and were not given here."""
        return not (self.options.streams or self.options.since or self.options.until) and (
            self.options.source != "people"
        )


def _ranked(votes: Iterator[Judgement]) -> Iterator[tuple[str, Row]]:
    ranking: Ranking | None = None
    prompt_hash = ""
    for vote in votes:
        if ranking is None:
            ranking, prompt_hash = Ranking(vote), vote.prompt_hash
        ranking.add(vote)
    for row in ranking.rows() if ranking else ():
        yield prompt_hash, row


def _add_to_zip(packed: zipfile.ZipFile, name: str, part: IO[bytes]) -> None:
    info = zipfile.ZipInfo(name)  # dated 1980, as ZIP begins
    done = name.endswith((".gz", ".parquet"))
    info.compress_type = zipfile.ZIP_STORED if done else zipfile.ZIP_DEFLATED
    with packed.open(info, "w", force_zip64=True) as inside:
        shutil.copyfileobj(part, inside, 2**20)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(2**20):
        digest.update(block)
    return digest.hexdigest()
