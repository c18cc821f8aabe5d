"""PDF files as text, read in a process of its own: a hostile file can end that one only."""

from __future__ import annotations

import json
import subprocess
import sys

SECONDS = 60  # that reading a file may take
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
    try:
        done = subprocess.run(
            [sys.executable, "-m", "feedback.reading.pdf_process"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise PdfUnreadable("unreadable_pdf") from error
    if "error" in found:
        raise PdfUnreadable(found["error"])
    return found["title"], found["text"]
