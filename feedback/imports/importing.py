"""Files into a project: checked to the end first, then stored batch by batch, the same row once.

A file is read twice. The first reading stores nothing: it finds the bad rows, and what makes the
whole file unreadable. Only then is the file stored, in batches of one transaction each, so that
annotators never wait for an import, however long it is, and memory is that of a batch. Should the
worker die between two batches, whole rows are stored and none by halves, and a job goes on after
them. A long import gives way to other projects between two batches.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from feedback.errors import Refusal
from feedback.imports import (
    CONTAINERS,
    ENCODINGS,
    MEBIBYTE,
    BadLine,
    Container,
    Format,
    ParsedDocument,
    ParsedRow,
    Record,
    UnreadableFileError,
    format_of,
    open_rows,
    read_records,
)
from feedback.imports.evaluation import NAME_LENGTH, store_items, without_evaluation_prompts
from feedback.imports.naming import named_responses, refusal_of
from feedback.imports.row_notes import RowNotes
from feedback.imports.seen import Seen
from feedback.imports.storing import BatchReport, store_rows
from feedback.imports.tally import ImportReport, Tally, Warned
from feedback.models import BroughtAgain, Document, Import, Job, Project, User
from feedback.services import audit
from feedback.services.announcing import announce_preference, announce_responses
from feedback.services.prompts import text_hash
from feedback.services.trees import add_document
from feedback.services.work import ask

BATCH_ROWS = 1000
BATCH_WEIGHT = 4000  # votes, or thousands of characters
CHARACTERS = 1000
MOST_GENERATORS = 1000
REPEATS = ("once", "each")
Progress = Callable[[float], None]
GiveWay = Callable[[float], bool]


@dataclass(frozen=True)
class ImportOptions:
    """How a file is to be read.

    ``skip_bad`` takes the good rows of a file with bad ones. ``dry_run`` stores nothing.
    ``container`` is one of ``CONTAINERS``, ``encoding`` one of ``ENCODINGS``, both found out where
    None. ``keep_raters`` stores raters under the names they have in the file, which should be
    pseudonyms already. ``mapping`` is the mapping of the format ``mapping``. ``repeats`` says what
    the same row again in one file is: the same vote (``once``) or another one (``each``); where
    None it is another one if rows are choices of people whom nobody names. With ``evaluation_set``
    the rows are for evaluation only: they go into the set of that name, and are never asked nor
    trained on.
    """

    skip_bad: bool = False
    dry_run: bool = False
    container: Container | None = None
    keep_raters: bool = False
    mapping: Any = None
    encoding: str | None = None
    repeats: str | None = None
    evaluation_set: str | None = None


def check_import(*, format: str, options: ImportOptions) -> Format:
    """The format, if there is one of that name and the options are good.

    Raises:
        Refusal: ``unknown_format``, ``bad_options``, ``bad_evaluation_set`` or ``bad_mapping``.
    """
    words = (
        ("container", options.container, CONTAINERS),
        ("encoding", options.encoding, ENCODINGS),
        ("repeats", options.repeats, REPEATS),
    )
    for name, value, known in words:
        if value is not None and value not in known:
            raise Refusal("bad_options", f"{name} is one of {', '.join(known)}.", status=400)
    try:
        found = format_of(format, options.mapping)
    except KeyError as error:
        raise Refusal("unknown_format", f"There is no format {format}.", status=400) from error
    except ValueError as error:
        raise Refusal("bad_mapping", str(error), status=400) from error
    if options.evaluation_set is not None:
        _check_evaluation_set(found, options.evaluation_set)
    return found


def _check_evaluation_set(format: Format, name: str) -> None:
    if not name.strip() or len(name) > NAME_LENGTH:
        message = f"The name of an evaluation set has 1 to {NAME_LENGTH} characters."
        raise Refusal("bad_evaluation_set", message, status=400)
    if not format.compares:
        message = f"The format {format.name} says of no response that it is better than another."
        raise Refusal("bad_evaluation_set", message, status=400)


def import_file(
    *,
    project: Project,
    file: BinaryIO,
    format: str,
    filename: str = "",
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    created_by: User | None = None,
) -> ImportReport:
    """Imports a seekable file. ``progress`` is told the share that is done, from 0 to 1.

    What is stored belongs to an `Import`, by which it can be taken back.

    Raises:
        Refusal: ``unknown_format``, ``bad_mapping``, a code of ``UnreadableFileError``,
            ``too_many_generators`` (over 1000), ``bad_lines`` (details carry the report) unless
            ``skip_bad``, or in a dry run ``fields_not_found``. Nothing is stored then.
    """
    report = import_slice(
        project=project,
        file=file,
        format=format,
        filename=filename,
        options=options,
        progress=progress,
        created_by=created_by,
    )
    assert report is not None  # nothing asked it to give way
    return report


def import_slice(
    *,
    project: Project,
    file: BinaryIO,
    format: str,
    filename: str = "",
    options: ImportOptions | None = None,
    progress: Progress | None = None,
    created_by: User | None = None,
    job: Job | None = None,
    give_way: GiveWay | None = None,
) -> ImportReport | None:
    """Imports a file as ``import_file`` does, or some of it: None where ``give_way`` said so.

    A job that is taken up again, be it after a slice or after its worker died, goes on with the
    `Import` it had, after the batches that are stored. Until then the file is only read.

    Args:
        give_way: asked between two batches, and told how many seconds went by before the first of
            them, with reading what is stored already.
    """
    options = options or ImportOptions()
    found = check_import(format=format, options=options)
    run = _Import(project, file, format, filename, options, found, progress)
    brought = Import.objects.filter(job=job).first() if job else None
    try:
        with _heap_set_aside():
            if brought is None:
                checked = run.check()
                if options.dry_run:
                    run.refuse_unknown_fields(checked)
                    return checked.report(dry_run=True)
                if checked.skipped and not options.skip_bad:
                    raise _bad_lines(checked)
                brought = _begin(run, options, created_by, job)
            stored = run.store(brought, give_way)
    except UnreadableFileError as error:
        raise Refusal(error.code, str(error), status=400) from error
    if stored is None:
        return None
    if stored.stored.imported and options.evaluation_set is not None:
        ask("evaluation", project_id=project.pk)
    elif stored.stored.imported:
        _announce(project)
    stored.warnings = run.warnings(stored)
    report = stored.report(dry_run=False)
    _finish(brought, report)
    return report


def _begin(
    run: _Import, options: ImportOptions, created_by: User | None, job: Job | None
) -> Import:
    sha256, size = run.digest()
    return Import.objects.create(
        project=run.project,
        job=job,
        filename=run.filename[:255],
        sha256=sha256,
        size=size,
        format=run.format,
        options=asdict(options),
        created_by=created_by,
    )


def _finish(brought: Import, report: ImportReport) -> None:
    with transaction.atomic():
        brought.report, brought.so_far = dict(report), {}
        brought.save(update_fields=["report", "so_far"])
        audit.record(
            "data.imported",
            by=brought.created_by,
            project=brought.project,
            subject=f"import {brought.pk}",
            after={
                "filename": brought.filename,
                "sha256": brought.sha256,
                "format": brought.format,
                "imported": report["imported"],
            },
        )


@contextmanager
def _heap_set_aside() -> Iterator[None]:
    """What is in memory already is not searched for cycles again and again while rows pass by."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Import:
    """One file on its way in: a reading that checks, and one that stores."""

    def __init__(
        self,
        project: Project,
        file: BinaryIO,
        format: str,
        filename: str,
        options: ImportOptions,
        found: Format,
        progress: Progress | None,
    ) -> None:
        self.project = project
        self._file = file
        self.format = format
        self.filename = filename
        self._options = options
        self._found = found
        self._progress = progress
        self._brought: Import | None = None
        self._has_evaluation_sets = project.evaluation_sets.exists()
        self._start = file.tell()
        self._size = max(1, file.seek(0, 2) - self._start)

    def check(self) -> Tally:
        """Reads to the end and stores nothing; a dry run counts what would be stored.

        Raises:
            Refusal: ``too_many_generators``.
        """
        generators: set[str] = set()
        tally = Tally(notes=RowNotes(self._found.fields))
        dry_run = self._options.dry_run
        with closing(Seen()) as seen:
            for batch in self._batches(tally, (0.0, 1.0 if dry_run else 0.3)):
                rows = [row for row in batch if isinstance(row, ParsedRow)]
                for row in rows:
                    for part in row.parts:
                        generators.update([each.generator for each in part.responses])
                if len(generators) > MOST_GENERATORS:
                    raise Refusal(
                        "too_many_generators",
                        f"The file names more than {MOST_GENERATORS} generators.",
                        status=400,
                    )
                if dry_run:
                    tally.add(self._store_batch(batch, seen))
                    continue
                named = named_responses(self.project.pk, rows)
                for row in rows if named else ():
                    if refusal := refusal_of(row, named):
                        tally.refuse(refusal)
        if dry_run:
            tally.warnings = self.warnings(tally)
        return tally

    def refuse_unknown_fields(self, checked: Tally) -> None:
        """Raises:
        Refusal: ``fields_not_found``, with the report: a role is given a field that no row has.
        """
        if missing := checked.notes.missing_fields():
            report = dict(checked.report(dry_run=True))
            raise Refusal("fields_not_found", missing, status=400, details=report)

    def warnings(self, checked: Tally) -> list[Warned]:
        """What may not be meant."""
        found = checked.notes.warnings(self.format)
        if checked.repeats and self._options.repeats is None:
            found.append(
                (
                    "repeated_rows",
                    f"{checked.repeats:,} rows stand in the file again, and nobody says whose they "
                    "are: each was counted as a vote of its own. Say that repeats count once if "
                    "they are the same vote.",
                )
            )
        return [Warned(code=code, message=message) for code, message in found]

    def digest(self) -> tuple[str, int]:
        """SHA-256 and bytes of the file."""
        digest = hashlib.sha256()
        self._file.seek(self._start)
        while block := self._file.read(MEBIBYTE):
            digest.update(block)
        return digest.hexdigest(), self._file.tell() - self._start

    def store(self, brought: Import, give_way: GiveWay | None) -> Tally | None:
        """Reads again from the start and stores the good rows; None where it gave way."""
        self._brought = brought
        tally = Tally(notes=RowNotes(self._found.fields))
        stored = brought.so_far.get("batches", 0)
        if stored:
            tally.go_on_from(brought.so_far)
        began = time.monotonic()
        reading = 0.0
        for number, batch in enumerate(self._batches(tally, (0.3, 1.0)), start=1):
            if number <= stored:
                reading = time.monotonic() - began
                continue
            tally.add(self._store_batch(batch, None))
            # Where its worker dies just before this, one batch is counted as there already.
            brought.so_far = {"batches": number, **tally.so_far()}
            brought.save(update_fields=["so_far"])
            if give_way and give_way(reading):
                return None
        return tally

    def _batches(self, tally: Tally, share: tuple[float, float]) -> Iterator[list[Record]]:
        """Good records, as many at a time as fit into a batch; the rest is tallied."""
        self._file.seek(self._start)
        rows = open_rows(
            self._file,
            filename=self.filename,
            container=self._options.container,
            encoding=self._options.encoding,
            max_line_bytes=self._found.max_line_bytes,
            max_total_bytes=settings.PLUMBLINE_MAX_UPLOAD_MB * 4 * MEBIBYTE,
        )
        batch: list[Record] = []
        weight = 0
        with closing(Seen()) as seen:
            for record in read_records(rows, self._found.parse):
                tally.rows += 1
                if isinstance(record, BadLine):
                    tally.refuse(record)
                    continue
                if isinstance(record, ParsedRow):
                    if record.bad_parts and not self._options.skip_bad:
                        tally.refuse(BadLine(record.line, *record.bad_parts[0]))
                        continue
                    tally.note(record)
                tally.left_out.update(record.left_out)
                batch.append(record)
                weight += _weight(record)
                if len(batch) == BATCH_ROWS or weight >= BATCH_WEIGHT:
                    yield self._numbered(batch, seen, tally)
                    batch, weight = [], 0
                    self._tell(share)
            if batch:
                yield self._numbered(batch, seen, tally)
            self._tell(share)

    def _numbered(self, batch: list[Record], seen: Seen, tally: Tally) -> list[Record]:
        """Rows that stand in the file again and count again know how often they stood before."""
        each = (
            self._found.tallies
            if self._options.repeats is None
            else (self._options.repeats == "each")
        )
        if not each:
            return batch
        keys = [row.key if isinstance(row, ParsedRow) else "" for row in batch]
        before = seen.numbers("row", keys)
        found: list[Record] = []
        for key, row in zip(keys, batch, strict=True):
            times = before.get(key, 0)
            before[key] = times + 1
            if times and isinstance(row, ParsedRow):
                row = replace(row, repeat=times)
                tally.repeats += 1
            found.append(row)
        seen.put("row", before)
        return found

    def _tell(self, share: tuple[float, float]) -> None:
        if self._progress:
            done = min(1.0, (self._file.tell() - self._start) / self._size)
            self._progress(share[0] + done * (share[1] - share[0]))

    def _store_batch(self, batch: list[Record], seen: Seen | None) -> BatchReport:
        rows = [record for record in batch if isinstance(record, ParsedRow)]
        if self._options.evaluation_set is not None:
            return store_items(
                project=self.project,
                name=self._options.evaluation_set,
                rows=rows,
                brought_by=self._brought,
                dry_run=seen is not None,
            )
        refused: list[BadLine] = []
        if self._has_evaluation_sets:
            rows, refused = without_evaluation_prompts(project=self.project, rows=rows)
        report = store_rows(
            project=self.project,
            rows=rows,
            format=self.format,
            keep_raters=self._options.keep_raters,
            seen=seen,
            brought_by=self._brought,
        )
        report.refused += refused
        documents = [record for record in batch if isinstance(record, ParsedDocument)]
        self._store_documents(documents, report, seen)
        return report

    def _store_documents(
        self, documents: list[ParsedDocument], report: BatchReport, seen: Seen | None
    ) -> None:
        unique = {text_hash(document.text): document for document in documents}
        known = Document.objects.filter(project=self.project, content_hash__in=unique)
        for digest, pk in known.values_list("content_hash", "pk"):
            del unique[digest]
            if self._brought is not None:
                BroughtAgain.objects.get_or_create(
                    brought_by=self._brought, kind=BroughtAgain.Kind.DOCUMENT, row=pk
                )
        if seen:
            for digest in seen.numbers("document", unique):
                del unique[digest]
            seen.put("document", dict.fromkeys(unique, 1))
        for document in unique.values() if seen is None else ():
            made = add_document(project=self.project, title=document.title, text=document.text)
            Document.objects.filter(pk=made.pk).update(brought_by=self._brought)
        report.duplicates += len(documents) - len(unique)
        report.imported += len(unique)
        report.made["document"] += len(unique)


def _weight(record: Record) -> int:
    """What a record weighs in memory, in rows or characters of rough equal size."""
    if isinstance(record, ParsedDocument):
        return len(record.text) // CHARACTERS
    weight = characters = 0
    for part in record.parts:
        weight += len(part.votes)
        for response in part.responses:
            characters += len(response.text or "")
    return weight + characters // CHARACTERS


def _bad_lines(tally: Tally) -> Refusal:
    bad = tally.skipped.total()
    lines = "1 line cannot be used" if bad == 1 else f"{bad:,} lines cannot be used"
    return Refusal(
        "bad_lines",
        f"{lines}; nothing was imported.",
        status=400,
        details=dict(tally.report(dry_run=False)),
    )


def _announce(project: Project) -> None:
    with transaction.atomic():
        announce_responses(project_id=project.pk)
        announce_preference(project_id=project.pk)
        ask("words", project_id=None)
        if Document.objects.filter(project=project, state=Document.State.WAITING).exists():
            ask("documents", project_id=project.pk)
