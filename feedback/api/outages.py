"""What is away or full: the database, the broker, the disk. Each has a status and a code."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import UnreadablePostError
from kombu.exceptions import OperationalError as BrokerError

from feedback.errors import Refusal

RETRY_AFTER = 5  # seconds
# EFBIG: the process may not write files so large.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL = "53100"  # PostgreSQL's code
# What SQLite calls an OperationalError and is none: a table or column that is not there.
NO_OUTAGE = ("no such ", "has no column", "syntax error")


def outage(exception: BaseException | None) -> Refusal | None:
    """The refusal that tells of what is away or full; None where the exception is another fault."""
    for each in _chain(exception):
        if _says_full(each):
            return Refusal("disk_full", "The server's disk is full.", status=507)
    for each in _chain(exception):
        if isinstance(each, UnreadablePostError):
            return Refusal("incomplete", "The request broke off before its end.", status=400)
        if isinstance(each, DataError) or (isinstance(each, OverflowError) and "SQL" in str(each)):
            return Refusal(
                "out_of_range", "A value does not fit where it is to be stored.", status=400
            )
        if isinstance(each, InterfaceError) or _is_outage(each):
            return Refusal(
                "database_unavailable", "The database does not answer. Try again in a moment.",
                status=503, wait=RETRY_AFTER,
            )  # fmt: skip
        if isinstance(each, BrokerError):
            return Refusal(
                "broker_unavailable", "The message broker does not answer. Try again in a moment.",
                status=503, wait=RETRY_AFTER,
            )  # fmt: skip
    return None


def _says_full(exception: BaseException) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in FULL
    full = getattr(exception, "sqlstate", None) == DISK_FULL
    return full or (isinstance(exception, DatabaseError) and "disk is full" in str(exception))


def _is_outage(exception: BaseException) -> bool:
    said = str(exception)
    return isinstance(exception, OperationalError) and not any(words in said for words in NO_OUTAGE)


def _chain(exception: BaseException | None) -> Iterator[BaseException]:
    """The exception and those that led to it, each once."""
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        yield exception
        exception = exception.__cause__ or exception.__context__
