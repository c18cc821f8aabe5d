"""What readers make of a row, whatever format it came in.

A row has one or more parts, each about one prompt. A vote and a rating point at the responses of
their part by index. Nothing here knows how any of it is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypedDict

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
Choice = Literal["a", "b", "tie"]


class Message(TypedDict):
    """A turn as prompts store it."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ParsedResponse:
    """A response, or (``text`` None) the name of one that an earlier file brought.

    ``generator`` names what wrote it, empty where the file does not say; ``key`` is the name by
    which its source knows it.
    """

    text: str | None = None
    generator: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ParsedVote:
    """One rater's judgement of two responses: ``a`` says that ``first`` is the better.

    ``both_bad`` says of a tie that neither will do. ``metadata`` is what else the row says of it,
    kept so that it can be written again; ``source`` is where in the row it stands, if the row holds
    several in fields of one shape.
    """

    first: int
    second: int
    choice: Choice
    rater: str = ""
    both_bad: bool = False
    strength: int | None = None
    confidence: float | None = None
    duration_ms: int | None = None
    rationale: str = ""
    axes: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRating:
    """What one rater says of one response by itself, on named axes."""

    response: int
    axes: Mapping[str, Any]
    rater: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A prompt, responses to it, and what was said of them.

    ``messages`` is None where the responses are named and their prompt is therefore known.
    """

    messages: list[Message] | None
    responses: tuple[ParsedResponse, ...] = ()
    votes: tuple[ParsedVote, ...] = ()
    ratings: tuple[ParsedRating, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ParsedRow:
    """A row that was understood.

    ``line`` counts from 1, ``fields`` are those of the file. ``silent`` says that a response is
    white space alone: people did judge it, so it is taken, and whoever imports counts it.
    ``left_out`` counts, by reason, what of the row could not be taken. ``bad_parts`` are votes that
    cannot be used beside others that can: they are left out where bad rows are skipped, and make
    the row a bad one where not. ``repeat`` counts how often the same row stood in the file before,
    where each counts as a vote of its own.
    """

    line: int
    fields: Mapping[str, Any]
    parts: tuple[Part, ...]
    silent: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    bad_parts: tuple[tuple[str, str], ...] = ()
    repeat: int = 0

    @cached_property
    def key(self) -> str:
        """SHA-256 (hexadecimal) of what the row says: the same row has the same key in whatever
        file it comes and in whatever order its fields stand; null fields say nothing."""
        said = {name: value for name, value in self.fields.items() if value is not None}
        return hashlib.sha256(_CANONICAL.encode(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A long text to be split into a tree."""

    line: int
    title: str
    text: str
    left_out: Mapping[str, int] = field(default_factory=dict)


class RowError(Exception):
    """Why a row cannot be taken: a short code and a sentence."""

    def __init__(self, problem: str, message: str) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message
