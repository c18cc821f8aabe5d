"""What files say for "a is better": words, numbers, one column of zeros and ones a choice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from feedback.imports.fields import Fields, word_of
from feedback.imports.records import Choice, RowError

CHOICES: tuple[Choice, ...] = ("a", "b", "tie")
STRENGTHS = range(1, 5)
BOTH_BAD = "both_bad"
_BOTH_BAD = re.compile(r"both[ _-]?(?:are )?bad|neither|bothbad", re.IGNORECASE)
# What the words mean where a mapping does not say.
PLAIN: Mapping[str, str] = {
    **{choice: choice for choice in CHOICES},
    **{f"{name}_{side}": side for side in "ab" for name in ("model", "response", "answer")},
    **dict.fromkeys(("left", "first", "chosen_a"), "a"),
    **dict.fromkeys(("right", "second", "chosen_b"), "b"),
    **dict.fromkeys(("equal", "same", "draw", "both"), "tie"),
    BOTH_BAD: BOTH_BAD,
}


class Said(NamedTuple):
    """A choice, whether it says of a tie that neither will do, how strong it is where words are
    numbers around 0, and the word itself where other words have the same meaning."""

    choice: Choice
    both_bad: bool = False
    strength: int | None = None
    word: str = ""


def read_words(given: object) -> dict[str, str]:
    """The words of a mapping. Raises ValueError."""
    meanings = (*CHOICES, BOTH_BAD)
    if not isinstance(given, dict) or not all(value in meanings for value in given.values()):
        raise ValueError(
            'choices says for each word of the file whether it is "a", "b", "tie" or "both_bad".'
        )
    return {word_of(_number(word)): choice for word, choice in given.items()}


def said_by(value: object, words: Mapping[str, str] | None, name: str) -> Said:
    """What a word of the file says. Raises RowError ``bad_choice``."""
    word = word_of(_number(value)) if isinstance(value, (str, int, float)) else ""
    meaning = (words if words is not None else PLAIN).get(word)
    if meaning is None and words is None:
        meaning = PLAIN.get(word.lower()) or ("tie" if _is_tie(word) else None)
    if meaning is None:
        raise RowError("bad_choice", f"{name} is {str(value)[:100]!r}, which is no choice.")
    both_bad = meaning == BOTH_BAD or (meaning == "tie" and bool(_BOTH_BAD.search(word)))
    choice: Choice = "tie" if meaning == BOTH_BAD else meaning  # type: ignore[assignment]
    strength = _strength(word, choice) if words and _is_signed(words) else None
    alone = words is None or list(words.values()).count(meaning) == 1
    return Said(choice, both_bad, strength, "" if alone and not both_bad else word)


def one_hot(fields: Fields, columns: Mapping[str, str]) -> Said | None:
    """What columns say of which one alone is true; None where all of them are empty.

    Raises RowError ``bad_choice``.
    """
    values = {meaning: fields.get(name) for meaning, name in columns.items()}
    if all(value is None or value == "" for value in values.values()):
        return None
    true = [meaning for meaning, value in values.items() if _is_true(value)]
    if len(true) != 1:
        names = ", ".join(columns.values())
        raise RowError("bad_choice", f"Not one of {names[:200]} is true, but {len(true)}.")
    meaning = true[0]
    if meaning == BOTH_BAD:
        return Said("tie", both_bad=True)
    return Said(meaning)  # type: ignore[arg-type]


def is_empty(value: Any) -> bool:
    """Whether somebody said nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def _is_tie(word: str) -> bool:
    return word.lower().startswith("tie") or bool(_BOTH_BAD.search(word))


def _is_true(value: object) -> bool:
    return word_of(_number(value)).lower() in ("1", "true", "yes")


def _number(value: object) -> object:
    """A number that stands in a text, as CSV has them; everything else as it is."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d+(\.0*)?\s*", value):
        return float(value) if len(value) < 15 else value
    return value


def _is_signed(words: Mapping[str, str]) -> bool:
    """Whether the words are a scale around 0: -3 is a strong preference for one side."""
    return any(re.fullmatch(r"-\d+", word) for word in words)


def _strength(word: str, choice: Choice) -> int | None:
    if choice == "tie" or not re.fullmatch(r"-?\d", word):
        return None
    return abs(int(word)) if abs(int(word)) in STRENGTHS else None
