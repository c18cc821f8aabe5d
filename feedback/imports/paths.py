"""Places in a row: ``a.b[0].c`` is field c of the first item of field b of field a."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Steps = tuple[str | int, ...]
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")
_PATH = re.compile(r"[^.\[\]]+(?:\.[^.\[\]]+|\[\d{1,4}\])*$")


def steps_of(path: str) -> Steps:
    """The steps of a path; a name that is no path is one step."""
    if not _PATH.match(path):
        return (path,)
    return tuple(int(index) if index else name for name, index in _STEP.findall(path))


def value_at(fields: Mapping[str, Any], steps: Steps) -> Any:
    """What stands there, None where the row has no such place."""
    value: Any = fields
    for step in steps:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def without(fields: Mapping[str, Any], places: Iterable[Steps]) -> dict[str, Any]:
    """A copy of the fields without what stands at the places; lists keep their length."""
    copy: Any = dict(fields)
    for steps in places:
        if value_at(copy, steps) is not None:
            copy = _without(copy, steps)
    return dict(copy)


def _without(value: Any, steps: Steps) -> Any:
    step, *rest = steps
    if isinstance(step, int):
        inner = _without(value[step], tuple(rest)) if rest else None
        return [*value[:step], inner, *value[step + 1 :]]
    kept = {name: each for name, each in value.items() if name != step}
    return kept | {step: _without(value[step], tuple(rest))} if rest else kept
