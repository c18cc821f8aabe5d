"""What writers make rows of: a judgement, with all that any format says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from feedback.imports import Message

Choice = Literal["a", "b", "tie"]
Ties = Literal["drop", "keep", "soft"]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """A response. ``id`` is its source's name for it, or the digits of its own key; it and the
    generator's name are empty where a format has no use for details. ``checkpoint`` is the name of
    the model's released state that wrote it, None where there is none."""

    pk: int
    text: str
    generator: str = ""
    id: str = ""
    checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What single formats say of a vote besides."""

    rater: str = ""
    both_bad: bool = False
    strength: int | None = None
    axes: Mapping[str, Any] = field(default_factory=dict)
    rationale: str = ""
    confidence: float | None = None
    duration_ms: int | None = None
    naive_ms: int | None = None
    source_ms: int | None = None
    first_shown: str = ""
    answered_at: str = ""
    stream: str = ""
    acquisition_rule: str = ""
    propensity: float | None = None
    model_version: int | None = None


NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A vote, or the votes on one comparison taken together.

    ``share`` is the share of the votes for a, ties counted as half; ``votes`` their number. What
    belongs to a single vote (``preference``, ``metadata``, ``details``) is that of the first which
    says ``choice``. ``node`` is the place in a document that the prompt is about: its id, the
    node's depth below the root and height above the leaves, and its span in characters.
    ``transcript`` says that prompts are written as transcripts where they are written as texts.
    """

    comparison: int
    prompt: int
    messages: list[Message]
    prompt_hash: str
    transcript: bool
    a: Side
    b: Side
    choice: Choice
    share: float
    votes: int
    preference: int
    metadata: Mapping[str, Any]
    details: Details = NO_DETAILS
    node: Mapping[str, Any] | None = None

    @property
    def chosen(self) -> Side:
        """The better response; a in a tie."""
        return self.b if self.choice == "b" else self.a

    @property
    def rejected(self) -> Side:
        """The other one."""
        return self.a if self.choice == "b" else self.b

    @property
    def chosen_share(self) -> float:
        """The share of the votes for the chosen response, ties counted as half."""
        return 1 - self.share if self.choice == "b" else self.share


@dataclass(frozen=True, slots=True)
class Rated:
    """A response and what somebody said of it by itself."""

    messages: list[Message]
    prompt_hash: str
    transcript: bool
    response: Side
    rater: str
    axes: Mapping[str, Any]
    metadata: Mapping[str, Any]
