"""How long an answer took, from when it was begun and when it was given."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from feedback.imports.fields import as_text
from feedback.imports.records import RowError

MAX_MS = 2**31 - 1


def duration_between(times: Mapping[str, object]) -> int | None:
    """Milliseconds between the two times, where both are known."""
    moments = [
        _moment(times[role], role) for role in ("started_at", "answered_at") if role in times
    ]
    if len(moments) < 2:
        return None
    try:
        passed = round((moments[1] - moments[0]).total_seconds() * 1000)
    except TypeError as error:
        raise RowError("bad_time", "One time has a time zone, the other has none.") from error
    if not 0 <= passed <= MAX_MS:
        raise RowError("bad_time", "The answer lies before its start, or weeks after it.")
    return passed


def _moment(value: object, name: str) -> datetime.datetime:
    """A time in ISO 8601, or in seconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.datetime.fromtimestamp(value, tz=datetime.UTC)
        return datetime.datetime.fromisoformat(as_text(value, name))
    except (ValueError, OverflowError, OSError) as error:
        raise RowError("bad_time", f"{name} is not a time.") from error
