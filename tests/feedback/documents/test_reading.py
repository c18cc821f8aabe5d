"""Files become texts, or are refused with a reason."""

from __future__ import annotations

import codecs
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.errors import Refusal
from feedback.reading import MAX_BYTES, MAX_CHARACTERS, read_file
from feedback.reading.files import MAX_TEXT_BYTES
from tests.feedback.documents.pdf_files import pdf

PAGE = """<!DOCTYPE html><html><head><title>Plumb  lines</title>
<style>p { color: red }</style></head>
<body><nav><a href="/">Home</a></nav>
<h1>The plumb line</h1><p>A <b>weight</b> on a
cord.<br>It hangs &amp; hangs.</p><script>alert("never seen")</script> After the script.
<ul><li>One</li><li>Two <i>halves</i></li></ul>
<pre>x = 1
  y = 2</pre><table><tr><th>Name</th><th>Use</th></tr><tr><td>Bob</td><td>Weight</td></tr></table>
<!-- a comment --><footer>Contact</footer></body></html>"""


def code(name: str, data: bytes) -> str:
    with pytest.raises(Refusal) as raised:
        read_file(name, data)
    return raised.value.code


def outcome(name: str, data: bytes) -> str:
    try:
        found = read_file(name, data)
    except Refusal as refusal:
        return refusal.code
    assert found.text.strip()
    assert found.title
    assert "\x00" not in found.text
    found.text.encode()
    return "read"


def test_text_and_markdown_stay_as_they_are():
    text = "# Plumb lines\n\n* They hang — true.\n"
    assert read_file("lines.md", text.encode()) == ("lines", text)
    assert read_file("no ending", b"A\r\nB\rC") == ("no ending", "A\nB\nC")


@pytest.mark.parametrize("encoded", [
    codecs.BOM_UTF8 + "Plümb".encode(), "Plümb".encode("utf-16"),
    codecs.BOM_UTF16_BE + "Plümb".encode("utf-16-be"),
])  # fmt: skip
def test_byte_order_marks_say_the_encoding(encoded):
    assert read_file("a.txt", encoded).text == "Plümb"


def test_html_is_read_without_what_is_no_text():
    title, text = read_file("page.html", PAGE.encode())
    assert title == "Plumb lines"
    assert text.split("\n\n") == [
        "# The plumb line",
        "A weight on a cord.\nIt hangs & hangs.",
        "After the script.",
        "* One",
        "* Two halves",
        "x = 1\n  y = 2",
        "Name Use\nBob Weight",
    ]
    assert read_file("download", PAGE.encode()).text == text  # known by what stands in it


def test_pages_of_a_pdf_are_read_in_order():
    title, text = read_file("two.pdf", pdf("A plumb line hangs.", "", "It is true."))
    assert (title, text) == ("two", "A plumb line hangs.\n\nIt is true.")
    assert read_file("x.pdf", pdf("Hangs.", title="On plumb lines")).title == "On plumb lines"
    assert read_file("x.pdf", pdf("Hangs.", password="")).text == "Hangs."


@pytest.mark.parametrize(("name", "data", "expected"), [
    ("a.txt", b"", "empty_file"), ("a.txt", b" \n\t", "empty_file"),
    ("a.html", b"<html><body><script>1</script></body></html>", "empty_file"),
    ("a.txt", b"\x00\x01\x02\x03", "not_text"), ("a.txt", "Plümb".encode("latin-1"), "not_text"),
    ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_text"),
    ("a.docx", b"PK\x03\x04" + zlib.compress(b"x" * 999), "not_text"),
    ("a.txt", b"bell \x07 and escape \x1b[31m", "not_text"),
    ("a.html", b"<html><p>a\x00b", "not_text"), ("a.txt", b"\xff\xfea", "not_text"),
    ("a.pdf", b"%PDF-1.7\nnonsense", "unreadable_pdf"),
    ("a.pdf", pdf("Hangs.")[:200], "unreadable_pdf"),
    ("a.pdf", pdf("", ""), "no_text_in_pdf"),
    ("a.pdf", pdf("Hangs.", password="secret"), "encrypted_pdf"),
    ("a.txt", b"x" * (MAX_CHARACTERS + 1), "too_long"),
    ("a.txt", b"x" * (MAX_TEXT_BYTES + 1), "too_large"),
    ("a.pdf", b"%PDF-1.7" + b"x" * MAX_BYTES, "too_large"),
])  # fmt: skip
def test_what_cannot_be_a_document_is_refused(name, data, expected):
    assert code(name, data) == expected


def test_a_row_of_comments_is_looked_at_once():
    began = time.monotonic()
    assert outcome("a", b"<!--a-->" * 500 + b"no page") == "read"
    assert outcome("b", b"<!--a-->" * 500 + b"<html><p>A page.") == "read"
    assert time.monotonic() - began < 2


def test_a_very_deep_page_is_read_or_refused_and_ends():
    deep = b"<div>" * 100_000 + b"Deep." + b"</div>" * 100_000
    assert outcome("deep.html", b"<html>" + deep) in ("read", "unreadable_html", "empty_file")


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "b.md", "c"]))
def test_any_bytes_are_a_text_or_a_refusal(data, name):
    known = ("read", "empty_file", "not_text", "unreadable_html", "unreadable_pdf")
    assert outcome(name, data) in known


def test_a_pdf_may_not_take_the_workers_memory():
    # One page whose content inflates to 256 MiB of blanks.
    bomb = zlib.compressobj()
    chunk = b" " * (1 << 20)
    packed = b"".join(bomb.compress(chunk) for _ in range(256)) + bomb.flush()
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n"
        + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )  # fmt: skip
    assert code("bomb.pdf", body) in ("unreadable_pdf", "no_text_in_pdf")
