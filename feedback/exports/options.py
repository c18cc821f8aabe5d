"""What an export can be asked for, and whether it makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from feedback.errors import Refusal
from feedback.exports import EXTENSIONS, FORMATS, Format
from feedback.exports.containers import NESTING
from feedback.exports.format_options import AGGREGATION, TIES
from feedback.exports.judgements import Filters
from feedback.exports.selected_rows import SelectionSettings
from feedback.exports.splits import SALT, check_splits
from feedback.models import Comparison

SOURCES = ("people", "imported")
# Options in numbers of the formats that select responses by their rewards, by name.
SELECTIONS = {
    option.name: option
    for format in FORMATS.values()
    for option in format.options
    if format.subject == "scored" and option.kind in ("integer", "number")
}
# What says which answers, and how they are taken together, means nothing for responses.
OF_ANSWERS = ("aggregation", "streams", "source", "since", "until", "implicit_prompt", "extra")


class BadOptionError(ValueError):
    """An option whose value makes no sense."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


@dataclass(frozen=True)
class ExportOptions:
    """What an export holds, and in what.

    ``aggregation``: ``every-vote``, or for each comparison that has ``min_votes`` their
    ``majority``, or their ``posterior``, which weighs them by how reliable the live head holds
    their raters to be. ``ties``: ``drop`` them, ``keep`` them marked in a column ``tie``, or
    ``soft``: a column ``probability`` holds the share of votes for the chosen response, or its
    posterior probability. ``splits``: names and shares; prompts are dealt to them by the hash of
    ``salt`` and content, and the export is a
    ZIP of one file each. ``extra`` adds what else imported rows held (JSON or JSON lines alone);
    ``implicit_prompt`` writes the prompt into both responses (TRL). ``streams``, ``source``,
    ``since`` and ``until`` (ISO 8601) say which answers. ``licence`` is for the card.
    ``guard_formulas`` writes an apostrophe before cells of a CSV that a spreadsheet would run as
    formulas; without it every cell is exact.

    The rest is for formats that select responses by their rewards. All of them take ``pessimism``
    (standard deviations by which a score lies below the reward) and ``conversational`` (messages
    instead of texts), and each its own: ``best_of`` responses a prompt (None: all of them), the
    best ``quantile``, a threshold for a ``precision``, a ``temperature`` in units of reward, and
    the number of quality ``levels``.
    """

    container: str = "jsonl"
    aggregation: str = "every-vote"
    min_votes: int = 1
    ties: str = "drop"
    splits: Mapping[str, float] = field(default_factory=dict)
    salt: str = SALT
    streams: tuple[str, ...] = ()
    source: str | None = None
    since: str | None = None
    until: str | None = None
    implicit_prompt: bool = False
    extra: bool = False
    licence: str = ""
    guard_formulas: bool = True
    pessimism: float = 0.0
    conversational: bool = False
    best_of: int | None = None
    quantile: float = 0.25
    precision: float = 0.8
    temperature: float = 1.0
    levels: int = 5

    @property
    def selection(self) -> SelectionSettings:
        """How responses are selected by their rewards."""
        names = SelectionSettings._fields
        return SelectionSettings(**{name: getattr(self, name) for name in names})

    @property
    def filters(self) -> Filters:
        """Which answers. Raises ValueError for a time that is none."""
        since, until = (_moment(each) for each in (self.since, self.until))
        return Filters(tuple(self.streams), since, until, self.source)


def check_export(*, format: str, options: ExportOptions) -> Format:
    """The format, if there is one of that name and the options fit it.

    Raises:
        Refusal: ``unknown_format`` or ``bad_options``.
    """
    found = FORMATS.get(format)
    if found is None:
        raise Refusal("unknown_format", f"There is no format {format}.", status=400)
    try:
        _check_options(format, found, options)
    except ValueError as error:
        # Forms show what is wrong beside the option.
        details = {}
        if isinstance(error, BadOptionError):
            details["fields"] = {error.option: [str(error)]}
        raise Refusal("bad_options", str(error), status=400, details=details) from error
    return found


def extension_of(options: ExportOptions) -> str:
    """What the name of the exported file ends in."""
    return "zip" if options.splits else EXTENSIONS[options.container]


def files_of(options: ExportOptions, filename: str = "") -> dict[str, str]:
    """The data files of an export, by split; without splits all of it is ``train``."""
    ending = EXTENSIONS[options.container]
    if not options.splits:
        return {"train": filename or f"train.{ending}"}
    return {split: f"{split}.{ending}" for split in options.splits}


def _check_options(name: str, format: Format, options: ExportOptions) -> None:
    """Raises ValueError with what does not fit."""
    _check_words(options)
    if options.splits:
        check_splits(options.splits)
    if options.min_votes < 1 or (options.min_votes > 1 and options.aggregation == "every-vote"):
        raise ValueError("min_votes is at least 1, and more than that where votes are aggregated.")
    if options.ties != "drop" and not format.has("ties"):
        raise ValueError(f"The format {name} has no column for ties.")
    if options.implicit_prompt and not format.has("implicit_prompt"):
        raise ValueError(f"The format {name} has no implicit prompt.")
    if (format.nested_only or options.extra) and options.container not in NESTING:
        what = f"The format {name} is" if format.nested_only else "Extra fields are"
        raise ValueError(f"{what} written as JSON or JSON lines alone.")
    _check_selection(name, format, options)
    filters = options.filters
    if filters.since and filters.until and filters.since >= filters.until:
        raise ValueError("since lies before until.")


def _check_selection(name: str, format: Format, options: ExportOptions) -> None:
    selects = format.subject == "scored"
    strange = set(OF_ANSWERS) if selects else {"conversational"}
    strange |= {option for option in SELECTIONS if not format.has(option)}
    plain = ExportOptions()
    for option in sorted(strange):
        # What went through JSON has a list where a tuple was.
        if (getattr(options, option) or None) != (getattr(plain, option) or None):
            raise ValueError(f"The format {name} has no option {option}.")
    for option, limits in SELECTIONS.items():
        value = getattr(options, option)
        if value is not None and (problem := limits.problem_with(value)):
            raise BadOptionError(option, f"{option} {problem}.")


def _check_words(options: ExportOptions) -> None:
    known: dict[str, tuple[Any, tuple[str, ...]]] = {
        "container": (options.container, tuple(EXTENSIONS)),
        "aggregation": (options.aggregation, AGGREGATION.names),
        "ties": (options.ties, TIES.names),
        "source": (options.source or "people", SOURCES),
    }
    for option, (value, values) in known.items():
        if value not in values:
            raise ValueError(f"{option} is one of {', '.join(values)}.")
    if unknown := set(options.streams) - set(Comparison.Stream.values):
        raise ValueError(f"There is no stream {sorted(unknown)[0]}.")


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("since and until have a time zone.")
    return moment
