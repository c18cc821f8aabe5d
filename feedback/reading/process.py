"""Reads a file from the standard input and writes ``{"title", "text"}`` or ``{"error"}``.

The argument says which kind it is, ``pdf`` or ``html``. Memory and processor time are bounded.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys

from pypdf import PdfReader

from feedback.reading.html import read_html

_MEMORY_BYTES = 2 * 2**30  # bytes
_PROCESSOR_SECONDS = 50  # of processor time
_MOST_PAGES = 3000
_MOST_CHARACTERS = 4_000_000  # what is longer is refused in any case


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    logging.disable(logging.CRITICAL)
    kind = sys.argv[1]
    read = {"pdf": read_pdf, "html": read_page}[kind]
    try:
        found = read(sys.stdin.buffer.read())
    except Exception:  # libraries raise whatever a broken file leads them to
        found = {"error": f"unreadable_{kind}"}
    sys.stdout.write(json.dumps(found))


def read_page(data: bytes) -> dict[str, str]:
    title, text = read_html(data)
    return {"title": title, "text": text}


def read_pdf(data: bytes) -> dict[str, str]:
    reader = PdfReader(io.BytesIO(data))
    # Many files are encrypted with an empty password, which every reader tries.
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "encrypted_pdf"}
    pages: list[str] = []
    for page in reader.pages[:_MOST_PAGES]:
        pages.append(page.extract_text().strip())
        if sum(map(len, pages)) > _MOST_CHARACTERS:
            break
    text = "\n\n".join(page for page in pages if page)
    if not any(map(str.isalnum, text)):
        return {"error": "no_text_in_pdf"}
    title = (reader.metadata.title if reader.metadata else "") or ""
    # Damaged fonts give characters that no database keeps.
    return {"title": _kept(str(title)), "text": _kept(text)}


def _kept(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", errors="ignore").decode()


if __name__ == "__main__":
    main()
