"""Documents over HTTP, as text and as files, with options of splitting."""

from __future__ import annotations

import codecs
from pydoc_data.topics import topics

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import Document, Node
from feedback.services.documents import read_documents
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


@pytest.fixture
def read(project, client_of):
    """What a worker does with what was added, and the document's state afterwards."""

    def call(accepted):
        assert accepted.status_code == 202, accepted.content
        assert accepted.json()["state"] in ("reading", "waiting", "open")
        read_documents(project=project)
        return client_of("researcher").get(f"/api/v1/documents/{accepted.json()['id']}/").json()

    return call


def leaves() -> list[Node]:
    return list(Node.objects.filter(height=0).order_by("position"))


def test_an_uploaded_file_is_a_document_once_a_worker_has_read_it(upload, read):
    accepted = upload("lines.pdf", pdf("A plumb line hangs. It is true."))
    assert (accepted.json()["state"], accepted.json()["title"]) == ("reading", "lines.pdf")
    assert not Node.objects.exists()  # the web process reads nothing
    made = read(accepted)
    assert (made["state"], made["title"], made["error"]) == ("open", "lines", None)
    assert Document.objects.get().text == "A plumb line hangs. It is true."
    assert upload("x.txt", b"Hangs.", title="Given").json()["title"] == "Given"


@pytest.mark.parametrize(("name", "data", "code"), [
    ("a.bin", b"\x00\xff", "not_text"), ("a.pdf", pdf(""), "no_text_in_pdf"),
    ("a.pdf", pdf("x", password="p"), "encrypted_pdf"),
    ("a.txt", b"x " * 600_000, "too_long"),
    ("a.html", b"<html>" + b"<script>x</script>" * 40_000, "empty_file"),
])  # fmt: skip
def test_a_file_that_is_none_fails_and_says_why(upload, read, name, data, code):
    failed = read(upload(name, data))
    assert (failed["state"], failed["error"]["code"]) == ("failed", code)
    assert set(failed["error"]) == {"code", "message", "details"}
    assert not Node.objects.exists()


def test_of_a_file_nothing_is_kept_but_its_text(upload, read, settings):
    folder = settings.STORAGES["default"]["OPTIONS"]["location"]
    read(upload("a.txt", TEXT.encode()))
    read(upload("b.bin", b"\x00\xff"))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_an_empty_file_is_refused_at_once(upload):
    refused = upload("a.txt", b" \n")
    assert (refused.status_code, refused.json()["code"]) == (400, "empty_file")
    assert not Document.objects.exists()


def test_the_same_file_again_is_the_same_document(upload, read):
    first = upload("a.txt", TEXT.encode()).json()["id"]
    assert upload("b.txt", TEXT.encode()).json()["id"] == first  # while it is read
    read(upload("c.txt", TEXT.encode()))
    again = upload("d.txt", TEXT.encode()).json()
    assert (again["id"], again["state"]) == (first, "open")


def test_the_same_text_in_another_file_leads_to_its_document(add, upload, read):
    first = read(add())["id"]
    marked = read(upload("marked.txt", codecs.BOM_UTF8 + TEXT.encode()))
    assert (marked["state"], marked["error"]["code"]) == ("failed", "known_document")
    assert marked["error"]["details"] == {"document": first}


def test_what_failed_is_tried_again_as_it_is_asked_for_now(add, read):
    failed = read(add(size=40, fan_out=2, max_levels=3))
    assert failed["state"] == "failed"
    made = read(add(size=2000, fan_out=20, max_levels=3))
    assert (made["id"], made["state"], made["error"]) == (failed["id"], "open", None)


def test_reading_again_what_another_worker_has_read_changes_nothing(add, read, project):
    read(add())
    before = list(Node.objects.values_list("pk", flat=True))
    read_documents(project=project)
    assert list(Node.objects.values_list("pk", flat=True)) == before


def test_without_options_splitting_is_as_the_project_says(add, read, project):
    from feedback.splitting import split_leaves

    read(add())
    spans = [(leaf.start, leaf.end) for leaf in leaves()]
    assert spans == [tuple(span) for span in split_leaves(TEXT, max_tokens=project.leaf_tokens)]


@pytest.mark.parametrize("options", [
    {"by": "characters", "size": 700}, {"by": "paragraphs"}, {"by": "headings"},
    {"size": 100, "overlap": 30}, {"fan_out": 2},
])  # fmt: skip
def test_spans_are_exact_whatever_the_options(add, read, options):
    assert read(add(**options))["state"] == "open"
    document = Document.objects.get()
    assert document.splitting.items() >= options.items()
    assert len(leaves()) > 3
    for leaf in leaves():
        assert leaf.source == document.text[leaf.start : leaf.end]
    for node in Node.objects.filter(height__gt=0):
        children = list(node.children.order_by("position"))
        assert len(children) <= options.get("fan_out", 4)
        assert (node.start, node.end) == (children[0].start, children[-1].end)


def test_the_options_of_a_file_are_those_of_a_text(upload, read):
    read(upload("a.md", TEXT.encode(), by="paragraphs", context_from="summaries"))
    document = Document.objects.get()
    assert (document.splitting["by"], document.context_from) == ("paragraphs", "summaries")


def test_a_tree_that_would_be_too_deep_fails_with_its_figures(add, read):
    failed = read(add(size=40, fan_out=2, max_levels=3))
    assert (failed["state"], failed["error"]["code"]) == ("failed", "too_deep")
    assert failed["error"]["details"]["levels"] > 3
    assert not Node.objects.exists()


@pytest.mark.parametrize("options", [
    {"by": "chapters"}, {"size": 0}, {"fan_out": 1}, {"max_levels": 0},
    {"context_from": "future"}, {"stray": 1}, {"size": "many"},
])  # fmt: skip
def test_options_that_cannot_be_followed_are_refused(add, options):
    refused = add(**options)
    assert refused.status_code == 400
    assert refused.json()["code"] in ("invalid", "bad_options")
    assert not Document.objects.exists()


@pytest.mark.parametrize("options", [{"size": 5}, {"overlap": 200}])
def test_options_that_do_not_fit_the_project_fail(add, read, options):
    failed = read(add(**options))
    assert (failed["state"], failed["error"]["code"]) == ("failed", "bad_options")
