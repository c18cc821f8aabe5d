"""Names hold no characters that turn around what stands beside them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import Document, Job
from feedback.text.direction import without_direction_controls

pytestmark = pytest.mark.django_db
TURNED, PLAIN = "report\u202efdp\u202c.\u2066x\u2069", "reportfdp.x"


def test_only_what_turns_text_goes():
    assert without_direction_controls(TURNED) == PLAIN
    assert (
        without_direction_controls("\u05d0\u200f a\u200e \u0645") == "\u05d0\u200f a\u200e \u0645"
    )


def test_names_that_are_sent_are_plain(client_of):
    admin = client_of("admin")
    project = admin.patch("/api/v1/projects/plumb/", {"name": TURNED})
    token = admin.post("/api/v1/tokens/", {"name": TURNED, "days": 1})
    assert (project.json()["name"], token.json()["name"]) == (PLAIN, PLAIN)
    admin.post("/api/v1/projects/plumb/documents/", {"title": TURNED, "text": "A weight hangs."})
    assert Document.objects.get().title == PLAIN


def test_a_title_of_before_is_shown_plain(client_of, project):
    Document.objects.create(project=project, title=TURNED, text="A weight.", content_hash="0")
    (shown,) = client_of("admin").get("/api/v1/projects/plumb/documents/").json()["results"]
    assert shown["title"] == PLAIN


def test_names_of_files_are_plain(client_of):
    researcher = client_of("researcher")
    for path, extra in (("documents/upload/", {}), ("imports/", {"format": "trl"})):
        body = {"file": SimpleUploadedFile(f"{TURNED}.txt", b"A weight hangs."), **extra}
        answer = researcher.post(f"/api/v1/projects/plumb/{path}", body, format="multipart")
        assert answer.status_code in (201, 202), answer.content
    assert Document.objects.get().upload_name == f"{PLAIN}.txt"
    assert Job.objects.get().filename == f"{PLAIN}.txt"
