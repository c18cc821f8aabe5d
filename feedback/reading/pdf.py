"""PDF files as text."""

from __future__ import annotations

from feedback.reading.apart import read_apart

_SAID = {
    "encrypted_pdf": "The PDF file is encrypted; save it without a password.",
    "no_text_in_pdf": "There is no text in the PDF file; scanned pages must be recognised first.",
    "unreadable_pdf": "The PDF file cannot be read.",
}


class PdfUnreadable(Exception):  # noqa: N818 - it says what is the matter
    def __init__(self, code: str) -> None:
        super().__init__(_SAID[code])
        self.code = code


def read_pdf(data: bytes) -> tuple[str, str]:
    """(title, text) of a PDF file, its pages divided by blank lines. Raises PdfUnreadable."""
    found = read_apart("pdf", data)
    if found is None or "error" in found:
        raise PdfUnreadable(found["error"] if found else "unreadable_pdf")
    return found["title"], found["text"]
