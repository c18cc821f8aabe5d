"""The one JSON line in which a benchmark says what it measured."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Aim(NamedTuple):
    """What was hoped for: ``what``, the measured ``figure``, the ``aim`` in words, and ``met``."""

    what: str
    figure: float
    aim: str
    met: bool


def print_report(
    *,
    name: str,
    sizes: dict[str, Any],
    figures: dict[str, Any],
    aims: list[Aim],
    peer: dict[str, Any] | None = None,
) -> None:
    print(
        json.dumps(
            {
                "name": name,
                "sizes": sizes,
                "figures": figures,
                "peer": peer,
                "aims": [aim._asdict() for aim in aims],
            }
        )
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
