"""What came of a slice of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Done(NamedTuple):
    """It is done. ``fields`` are written into the row with that, and the kinds of upkeep that
    follow from it are asked for."""

    fields: Mapping[str, Any] = {}
    asks: tuple[str, ...] = ()


class More(NamedTuple):
    """There is more to do: others first, and not within the next ``after`` seconds."""

    after: float = 0.0
    fields: Mapping[str, Any] = {}
    asks: tuple[str, ...] = ()


class Failed(NamedTuple):
    """It failed: for good where ``wait`` is None, else it is tried again after so many seconds,
    unless more than ``most`` tries in a row have failed. ``asks`` follow when it is given up."""

    code: str
    message: str
    wait: float | None = None
    most: int = 5
    details: Mapping[str, Any] = {}
    fields: Mapping[str, Any] = {}
    asks: tuple[str, ...] = ()

    @property
    def error(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "details": dict(self.details)}


Outcome = Done | More | Failed
