"""Files from the server, taken up where they broke off."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from plumbline_client.connection import Connection, PlumblineError, refused

BLOCK = 2**16


def download(
    server: Connection,
    address: str,
    path: Path,
    progress: Callable[[float, float], None] | None = None,
) -> None:
    """Writes what lies at an address to a path.

    Until it is whole it stands at ``path.part``, with its ETag beside it, so that this call or a
    later one goes on after what is there. The server's ETag is the SHA-256 of the file, and what
    was put together is checked against it.

    Raises:
        PlumblineError: the server refused, was away for longer than the retries last, or what came
            is not what it said (``damaged_download``; the part is removed).
    """
    part, mark = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.part.etag")

    def go_on() -> str:
        have = part.stat().st_size if part.exists() and mark.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": mark.read_text()}
        with server.http.stream("GET", address, headers=headers) as answer:
            if answer.status_code == 416:  # nothing is missing
                return mark.read_text()
            if not answer.is_success:
                answer.read()
                raise refused(answer)
            etag = answer.headers.get("ETag", "")
            if answer.status_code != 206:
                have = 0
                mark.write_text(etag)
            total = have + int(answer.headers.get("Content-Length", 0))
            with part.open("ab" if have else "wb") as file:
                for block in answer.iter_raw(BLOCK):
                    file.write(block)
                    have += len(block)
                    if progress:
                        progress(have, total)
        return str(etag)

    etag = server.insist(go_on)
    digest = etag.strip('"')
    if len(digest) == 64 and _sha256(part) != digest:
        part.unlink()
        raise PlumblineError("damaged_download", f"{path} is not what the server has.")
    part.replace(path)
    mark.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
