"""Bidirectional control characters are taken out of names, titles and file names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from rest_framework import serializers

from feedback.api.serializers import NameField, StrictSerializer, UploadField
from feedback.imports.documents import parse_document
from feedback.imports.fields import name_of
from feedback.models import AccessToken, Document, Job
from feedback.reading import read_file
from feedback.text.direction import without_direction_controls

P = "/api/v1/projects/plumb/"
# Classes of letters that turn or isolate what stands after them, as the Unicode database has them.
EXPLICIT = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
CONTROLS = [
    chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in EXPLICIT
]
GIVEN, KEPT = "Bills \u202eeht\u2066 end", "Bills eht end"


def test_every_control_of_direction_goes_and_nothing_else():
    assert len(CONTROLS) == 9
    assert without_direction_controls("".join(CONTROLS)) == ""
    for name in ("סיכום", "a\u200f", "ملخص 3", "نمی\u200cخواهم", "👩\u200d🔬", "tab\tand\nline"):
        assert without_direction_controls(name) == name


@pytest.mark.django_db
def test_a_project_keeps_plain_names_and_its_guidelines_as_they_are(client_of, project):
    body = {
        "name": GIVEN,
        "question": GIVEN,
        "guidelines": GIVEN,
        "questions": [{"name": "why", "label": GIVEN, "kind": "choice", "options": ["a", GIVEN]}],
    }
    said = client_of("admin").patch(P, body).json()
    assert (said["name"], said["question"], said["guidelines"]) == (KEPT, KEPT, GIVEN)
    assert said["questions"][0]["label"] == KEPT
    assert said["questions"][0]["options"] == ["a", KEPT]


@pytest.mark.django_db
def test_a_name_of_nothing_else_is_blank(client_of, project):
    refused = client_of("admin").patch(P, {"name": "\u202e\u2069"})
    assert refused.status_code == 400
    assert refused.json()["details"] == {"fields": {"name": ["This field may not be blank."]}}
    project.refresh_from_db()
    assert project.name == "Plumb"


@pytest.mark.django_db
def test_the_name_of_a_token_is_plain(client_of):
    assert client_of("annotator").post("/api/v1/tokens/", {"name": GIVEN}).status_code == 201
    assert AccessToken.objects.get().name == KEPT


@pytest.mark.django_db
def test_files_and_their_titles_have_plain_names(client_of):
    client = client_of("researcher")
    file = SimpleUploadedFile("bill\u202efdp.txt", b"A wall stands on its foot.")
    body = {"file": file, "title": GIVEN}
    assert client.post(f"{P}documents/upload/", body, format="multipart").status_code < 300
    document = Document.objects.get()
    assert (document.title, document.upload_name) == (KEPT, "billfdp.txt")

    rows = SimpleUploadedFile(
        "rows\u202elnosj.jsonl",
        b'{"chosen": "\\n\\nHuman: a\\n\\nAssistant: b", '
        b'"rejected": "\\n\\nHuman: a\\n\\nAssistant: c"}\n',
    )
    body = {"file": rows, "format": "hh-rlhf", "evaluation_set": "held\u2068 out"}
    answer = client_of("admin").post(f"{P}imports/", body, format="multipart")
    assert answer.status_code < 300, answer.content
    job = Job.objects.get()
    assert job.filename == "rowslnosj.jsonl"
    assert job.options["evaluation_set"] == "held out"


def test_what_a_file_says_of_itself_is_plain():
    page = f"<!doctype html><meta charset=utf-8><title>{GIVEN}</title><p>A wall stands."
    assert read_file("page.html", page.encode()).title == KEPT
    assert read_file("bill\u202efdp.txt", b"A wall stands.").title == "billfdp"
    assert read_file("\u202e.txt", b"A wall stands.").title == "Document"


def test_names_in_imported_rows_are_plain():
    assert name_of({"generator": "small\u202e-model"}, "generator") == "small-model"
    assert parse_document({"title": GIVEN, "text": "A wall."}, 1).title == KEPT
    untitled = parse_document({"text": f"{GIVEN}\nA wall."}, 1)
    assert (untitled.title, untitled.text) == (KEPT, f"{GIVEN}\nA wall.")


def _request_serializers(cls: type = StrictSerializer) -> Iterator[type[serializers.Serializer]]:
    for child in cls.__subclasses__():
        yield child
        yield from _request_serializers(child)


def test_no_request_takes_a_name_or_a_file_by_another_field():
    assert get_resolver().url_patterns  # every view, and with it every serializer, is loaded
    seen = 0
    for serializer in _request_serializers():
        if issubclass(serializer, serializers.ModelSerializer) and not hasattr(serializer, "Meta"):
            continue  # a base of others
        for name, field in serializer().fields.items():
            where = f"{serializer.__name__}.{name}"
            if field.read_only or isinstance(field, serializers.RegexField):
                continue
            if name in ("name", "title", "label"):
                seen += 1
                assert isinstance(field, NameField), where
            if isinstance(field, serializers.FileField):
                seen += 1
                assert isinstance(field, UploadField), where
    assert seen >= 9
