"""What kind of file it is, and what stands in it. Files come from anywhere: nothing is believed."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import NamedTuple

from feedback.errors import Refusal
from feedback.reading.apart import read_apart
from feedback.reading.html import HtmlUnreadable, read_html
from feedback.reading.pdf import PdfUnreadable, read_pdf
from feedback.text.direction import without_direction_controls

MAX_BYTES = 50 * 2**20  # of a file
MAX_TEXT_BYTES = 16 * 2**20  # of one that is no PDF: what holds so much text is too long anyway
SMALL = 2**18  # bytes of a page that is read at once, whatever stands in it
MAX_CHARACTERS = 1_000_000  # of a document's text
MAX_TITLE = 300
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_HTML_NAMES = (".html", ".htm", ".xhtml")
# Possessive, so that a row of comments is read one way only.
_HTML = re.compile(
    rb"(?:\s|<!--(?:(?!-->).)*+-->)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_SIGNATURE_WITHIN = 1024  # bytes from the beginning, white space before it allowed
# Control characters that texts have: tab, line feed, form feed, carriage return.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Reading(NamedTuple):
    """``title`` is what the file says of itself, or its name without the ending."""

    title: str
    text: str


def read_file(name: str, data: bytes) -> Reading:
    """The text of a file, by what stands in it first and by its name second.

    Raises:
        Refusal: ``empty_file``, ``too_large``, ``too_long`` (as text), ``not_text`` (binary, or
            not UTF-8), ``encrypted_pdf``, ``no_text_in_pdf``, ``unreadable_pdf`` or
            ``unreadable_html``.
    """
    ending = PurePath(name).suffix.lower()
    is_pdf = ending == ".pdf" or data[:_SIGNATURE_WITHIN].lstrip().startswith(b"%PDF-")
    most = MAX_BYTES if is_pdf else MAX_TEXT_BYTES
    if len(data) > most:
        raise Refusal("too_large", f"Such a file may have {most >> 20} MiB at most.", status=413)
    if not data.strip():
        raise Refusal("empty_file", "The file is empty.", status=400)
    title, text = _read(ending, data, is_pdf=is_pdf)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Refusal("empty_file", "There is no text in the file.", status=400)
    if len(text) > MAX_CHARACTERS:
        raise Refusal(
            "too_long", f"A document may have {MAX_CHARACTERS:,} characters at most; "
            f"this one has {len(text):,}.", status=413,
        )  # fmt: skip
    title = (
        " ".join(without_direction_controls(_CONTROL.sub(" ", title)).split())
        or PurePath(name).stem
        or "Document"
    )
    return Reading(title[:MAX_TITLE], text)


def _read(ending: str, data: bytes, *, is_pdf: bool) -> tuple[str, str]:
    try:
        if is_pdf:
            return read_pdf(data)
        if ending in _HTML_NAMES or _HTML.match(data[:4096]):
            if b"\x00" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise _not_text()
            return read_html(data) if len(data) <= SMALL else _read_apart(data)
    except (PdfUnreadable, HtmlUnreadable) as error:
        raise Refusal(error.code, str(error), status=400) from error
    return "", _decoded(data)


def _read_apart(data: bytes) -> tuple[str, str]:
    found = read_apart("html", data)
    if found is None or "error" in found:
        raise HtmlUnreadable("The HTML file cannot be read.")
    return found["title"], found["text"]


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text() from error
    if _CONTROL.search(text):
        raise _not_text()
    return text


def _not_text() -> Refusal:
    return Refusal(
        "not_text",
        "This is no text, Markdown, HTML or PDF file. A text must be saved as UTF-8.",
        status=400,
    )
