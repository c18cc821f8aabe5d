"""The same file sent several times at once ends in one document, and everybody hears of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from feedback.models import Document, Project
from feedback.services.documents import read_documents, request_document

TEXT = b"A plumb line hangs. It is true.\n\n" * 50


@pytest.mark.django_db(transaction=True)
def test_four_identical_uploads_at_once_are_one_document(settings):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time, in a database of one connection")
    project = Project.objects.create(slug="plumb", name="Plumb")

    def send(number: int) -> int:
        try:
            file = ContentFile(TEXT)
            return request_document(project=project, file=file, name=f"{number}.txt").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(send, range(4)))
    assert ids == {Document.objects.get().pk}
    folder = settings.STORAGES["default"]["OPTIONS"]["location"]
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1  # the row's
    assert read_documents(project=project) == 1
    assert Document.objects.get().state == Document.State.OPEN
