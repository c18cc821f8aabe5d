"""Documents that people add: what they send is kept at once, and read and split by a worker."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from feedback.errors import Refusal
from feedback.files import removed_on_failure
from feedback.models import Document, Project
from feedback.reading import read_file
from feedback.services.prompts import text_hash
from feedback.services.trees import add_tree, open_documents, plan_tree
from feedback.services.work import ask
from feedback.splitting import Splitting
from feedback.text.direction import without_direction_controls

logger = logging.getLogger(__name__)

# What a text is called that was sent as such; its title is given with it.
TEXT_NAME = "text.txt"


def request_document(
    *,
    project: Project,
    file: File[Any],
    name: str,
    title: str = "",
    splitting: Splitting | None = None,
    context_from: str = Document.Context.TEXT,
) -> Document:
    """Keeps a file that is to become a document, and asks for it to be read.

    The same file again is the same document. One that could not be read is tried again, as it is
    asked for now. Without a ``title`` it has the file's own.

    Raises:
        Refusal: ``empty_file``.
    """
    digest = _hash(file)
    chosen = {"splitting": (splitting or Splitting()).chosen(), "context_from": context_from}
    wanted = {"title": title, **chosen, "error": None, "state": Document.State.READING}
    known = Document.objects.filter(project=project, upload_hash=digest).first()
    if known is not None and known.state != Document.State.FAILED:
        return known
    document = known or Document(project=project, upload_hash=digest)
    for field, value in wanted.items():
        setattr(document, field, value)
    document.upload_name = without_direction_controls(name)[-255:]
    document.upload.save(name[-100:], file, save=False)
    try:
        with removed_on_failure(document.upload), transaction.atomic():
            document.save()
            ask("reading", project_id=project.pk)
    except IntegrityError:  # somebody else was faster with the same file, and has kept it
        return Document.objects.get(project=project, upload_hash=digest)
    return document


def request_text(*, project: Project, title: str, text: str, **options: Any) -> Document:
    """The same for a text that was sent as such."""
    known = Document.objects.filter(project=project, content_hash=text_hash(text)).first()
    if known is not None:
        return known
    file = ContentFile(text.encode())
    return request_document(project=project, file=file, name=TEXT_NAME, title=title, **options)


def read_documents(*, project: Project) -> int:
    """Reads all that waits to be read; returns how many there were."""
    count = 0
    while read_next(project=project):
        count += 1
    return count


def read_next(*, project: Project) -> bool:
    """Reads the document that waits longest, and begins documents as there is room; False where
    none waits. One that cannot be read says why."""
    reading = Document.objects.filter(project=project, state=Document.State.READING)
    document = reading.order_by("pk").first()
    if document is not None:
        _read(project, document)
        _drop_upload(document)
    open_documents(project=project)
    return document is not None


def _read(project: Project, document: Document) -> None:
    still = Document.objects.filter(pk=document.pk, state=Document.State.READING)
    try:
        with document.upload.open("rb") as file:
            found = read_file(document.upload_name, file.read())
        splitting = Splitting(**document.splitting)
        tree = plan_tree(project, found.text, splitting)
        digest = text_hash(found.text)
        with transaction.atomic():
            Project.objects.select_for_update().get(pk=project.pk)
            _refuse_known(project, digest)
            title = document.title or found.title
            if not still.update(
                title=title, text=found.text, content_hash=digest, state=Document.State.WAITING
            ):
                return  # another worker had it
            document.refresh_from_db()
            add_tree(document, tree)
    except Refusal as refusal:
        error = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
        still.update(state=Document.State.FAILED, error=error)
    except OSError:
        logger.exception("The file of document %s cannot be read.", document.pk)
        error = {"code": "file_lost", "message": "Its file cannot be read any more. Send it again."}
        still.update(state=Document.State.FAILED, error={**error, "details": {}})


def _drop_upload(document: Document) -> None:
    """Of a file that was read, or cannot be, nothing is kept but its text."""
    name = document.upload.name
    ended = Document.objects.filter(pk=document.pk, upload=name).exclude(
        state=Document.State.READING
    )
    if name and ended.update(upload=""):
        document.upload.storage.delete(name)


def _refuse_known(project: Project, digest: str) -> None:
    known = Document.objects.filter(project=project, content_hash=digest).first()
    if known is not None:
        raise Refusal(
            "known_document",
            f"The project has this text already, as \u201c{known.shown_title}\u201d.",
            details={"document": known.pk},
        )


def _hash(file: File[Any]) -> str:
    digest, empty = hashlib.sha256(), True
    for chunk in file.chunks():
        digest.update(chunk)
        empty = empty and not chunk.strip()
    if empty:
        raise Refusal("empty_file", "The file is empty.", status=400)
    file.seek(0)
    return digest.hexdigest()
