"""What stands in the lists that people and programs choose from: each list is owned by the server.

Pages, commands, the API's description and the guides read the same lists.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Choice:
    """``name`` is for programs, ``label`` a few words for people, ``description`` a sentence."""

    name: str
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """What can be said beside a choice.

    A number lies from ``least`` to ``most``, or strictly ``above`` and ``below``; ``step`` is a
    useful distance between two. ``choices`` are the words of which one is chosen. A default of
    None says that the option may be left empty.
    """

    name: str
    label: str
    description: str
    kind: Literal["integer", "number", "choice", "truth", "json", "text"]
    default: Any = None
    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    step: float | None = None
    choices: tuple[Choice, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The words of which one is chosen."""
        return tuple(choice.name for choice in self.choices)

    def problem_with(self, value: float) -> str | None:
        """What is wrong with a number, as the end of a sentence; None where nothing is."""
        borders = (
            (math.isfinite(value), "must be a finite number"),
            (self.least is None or value >= self.least, f"must be at least {self.least}"),
            (self.most is None or value <= self.most, f"must be at most {self.most}"),
            (self.above is None or value > self.above, f"must be above {self.above}"),
            (self.below is None or value < self.below, f"must be below {self.below}"),
        )
        return next((rule for holds, rule in borders if not holds), None)
