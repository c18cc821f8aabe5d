"""Documents over HTTP, as text and as files, with options of splitting."""

from __future__ import annotations

from pydoc_data.topics import topics

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import Document, Node
from tests.feedback.documents.pdf_files import pdf

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/plumb/documents/"
TEXT = topics["class"]


@pytest.fixture
def upload(client_of):
    def call(name: str, data: bytes, **fields):
        body = {"file": SimpleUploadedFile(name, data), **fields}
        return client_of("researcher").post(f"{URL}upload/", body, format="multipart")

    return call


@pytest.fixture
def add(client_of):
    def call(**fields):
        return client_of("researcher").post(URL, {"title": "Classes", "text": TEXT} | fields)

    return call


def leaves() -> list[Node]:
    return list(Node.objects.filter(height=0).order_by("position"))


def test_an_uploaded_file_is_a_document(upload):
    made = upload("lines.pdf", pdf("A plumb line hangs. It is true."))
    assert (made.status_code, made.json()["title"]) == (201, "lines")
    assert Document.objects.get().text == "A plumb line hangs. It is true."
    assert upload("x.txt", b"Hangs.", title="Given").json()["title"] == "Given"


@pytest.mark.parametrize(("name", "data", "status", "code"), [
    ("a.txt", b"", 400, "empty_file"), ("a.bin", b"\x00\xff", 400, "not_text"),
    ("a.pdf", pdf(""), 400, "no_text_in_pdf"), ("a.pdf", pdf("x", password="p"), 400,
    "encrypted_pdf"), ("a.txt", b"x " * 600_000, 413, "too_long"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_and_nothing_stored(upload, name, data, status, code):
    refused = upload(name, data)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert set(refused.json()) == {"code", "message", "details"}
    assert not Document.objects.exists()
    assert not Node.objects.exists()


def test_the_same_text_again_is_the_same_document(upload, add):
    first = add().json()["id"]
    assert upload("other.txt", TEXT.encode()).json()["id"] == first


def test_without_options_splitting_is_as_the_project_says(add, project):
    from feedback.splitting import split_leaves

    add()
    spans = [(leaf.start, leaf.end) for leaf in leaves()]
    assert spans == [tuple(span) for span in split_leaves(TEXT, max_tokens=project.leaf_tokens)]


@pytest.mark.parametrize("options", [
    {"by": "characters", "size": 700}, {"by": "paragraphs"}, {"by": "headings"},
    {"size": 100, "overlap": 30}, {"fan_out": 2},
])  # fmt: skip
def test_spans_are_exact_whatever_the_options(add, options):
    assert add(**options).status_code == 201
    document = Document.objects.get()
    assert document.splitting.items() >= options.items()
    assert len(leaves()) > 3
    for leaf in leaves():
        assert leaf.source == document.text[leaf.start : leaf.end]
    for node in Node.objects.filter(height__gt=0):
        children = list(node.children.order_by("position"))
        assert len(children) <= options.get("fan_out", 4)
        assert (node.start, node.end) == (children[0].start, children[-1].end)


def test_the_options_of_a_file_are_those_of_a_text(upload):
    assert (
        upload("a.md", TEXT.encode(), by="paragraphs", context_from="summaries").status_code == 201
    )
    document = Document.objects.get()
    assert (document.splitting["by"], document.context_from) == ("paragraphs", "summaries")


def test_a_tree_that_would_be_too_deep_is_refused_with_its_figures(add):
    refused = add(size=40, fan_out=2, max_levels=3)
    assert (refused.status_code, refused.json()["code"]) == (400, "too_deep")
    assert refused.json()["details"]["levels"] > 3
    assert not Document.objects.exists()
    assert add(size=2000, fan_out=20, max_levels=3).status_code == 201


@pytest.mark.parametrize("options", [
    {"by": "chapters"}, {"size": 0}, {"size": 5}, {"overlap": 200}, {"fan_out": 1},
    {"max_levels": 0}, {"context_from": "future"}, {"stray": 1}, {"size": "many"},
])  # fmt: skip
def test_options_that_cannot_be_followed_are_refused(add, options):
    refused = add(**options)
    assert refused.status_code == 400
    assert refused.json()["code"] in ("invalid", "bad_options")
    assert not Document.objects.exists()
