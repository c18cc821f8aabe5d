"""Flaws planted in a text: what is wrong with it afterwards is known without asking anybody.

Each function makes one change, where it can be made, and says where it stands. The same text and
the same ``rng`` state give the same flaw. Words of negation are English; numbers and names are
found in any language with capitals and decimal digits.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from feedback.text.sentences import sentence_spans


class Flaw(NamedTuple):
    """A text with a flaw: ``text[start:end]`` is what stands in the place of ``before``."""

    text: str
    start: int
    end: int
    before: str


_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
# A capital within a sentence: after a small letter, a comma or a closing bracket, and a space.
_NAME = re.compile(r"(?<=[a-zß-öø-ÿ,)] )[A-ZÀ-ÖØ-Þ][\w-]+(?: [A-ZÀ-ÖØ-Þ][\w-]+)*")
_DENIED = re.compile(
    r"\b(?:(is|are|was|were|can|could|will|would|should|must|may|might|has|have|had|do|does|did)"
    r"(?:n['’]t| not)|(ca|wo)n['’]t)\b",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might)\b(?! not\b|['’]t)",
    re.IGNORECASE,
)


def exchange_number(text: str, rng: random.Random) -> Flaw | None:
    """Another number, of as many digits, in the place of one; None where there is none."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    return _put(text, match.start(), match.end(), _other_number(match.group(), rng))


def exchange_numbers(text: str, rng: random.Random) -> str | None:
    """The text with another number in the place of each; None where there is none."""
    changed, count = _NUMBER.subn(lambda match: _other_number(match.group(), rng), text)
    return changed if count else None


def exchange_name(text: str, rng: random.Random, *, others: Sequence[str] = ()) -> Flaw | None:
    """Another name in the place of one: a further name of the text, or of the texts ``others``.

    None where the text has no name, or there is no other to put in its place.
    """
    found = list(_NAME.finditer(text))
    known = {match.group() for match in found}
    known |= {match.group() for other in others for match in _NAME.finditer(other)}
    rng.shuffle(found)
    for match in found:
        if another := sorted(known - {match.group()}):
            return _put(text, match.start(), match.end(), rng.choice(another))
    return None


def negate(text: str, rng: random.Random) -> Flaw | None:
    """A statement turned into its opposite: a "not" put in, or taken out; None where no verb that
    can be turned is found."""
    found = [*_DENIED.finditer(text), *_STATED.finditer(text)]
    if not found:
        return None
    match = rng.choice(found)
    if match.re is _STATED:
        return _put(text, match.start(), match.end(), f"{match.group(1)} not")
    verb = match.group(1) or {"ca": "can", "wo": "will"}[match.group(2).lower()]
    return _put(text, match.start(), match.end(), verb)


def insert_foreign(text: str, rng: random.Random, *, others: Sequence[str]) -> Flaw | None:
    """A sentence of another text, such as another leaf, between two of this one, or at its end;
    None where the others have none that does not stand here already."""
    spans = sentence_spans(text)
    foreign = [
        other[span.start : span.end]
        for other in others
        for span in sentence_spans(other)
        if other[span.start : span.end] not in text
    ]
    if not spans or not foreign:
        return None
    place, sentence = rng.choice(spans).end, rng.choice(foreign)
    changed = f"{text[:place]} {sentence}{text[place:]}"
    return Flaw(changed, place + 1, place + 1 + len(sentence), "")


def leave_out(text: str, rng: random.Random) -> Flaw | None:
    """One sentence left out; None where there are fewer than two."""
    spans = sentence_spans(text)
    if len(spans) < 2:
        return None
    index = rng.randrange(len(spans))
    # With the white space that went before it; of the first sentence, after it.
    start = spans[index - 1].end if index else 0
    end = spans[index].end if index else spans[1].start
    return Flaw(text[:start] + text[end:], start, start, text[start:end])


def plant(kind: str, text: str, *, seed: str, others: Sequence[str] = ()) -> Flaw | None:
    """A flaw of a kind of ``FLAWS``, drawn by the seed; None where it cannot be planted.

    Raises:
        KeyError: there is no such kind.
    """
    return FLAWS[kind](text, random.Random(f"{seed}:{kind}"), others)


Plant = Callable[[str, random.Random, Sequence[str]], Flaw | None]
FLAWS: dict[str, Plant] = {
    "number": lambda text, rng, _: exchange_number(text, rng),
    "name": lambda text, rng, others: exchange_name(text, rng, others=others),
    "negation": lambda text, rng, _: negate(text, rng),
    "foreign": lambda text, rng, others: insert_foreign(text, rng, others=others),
    "left_out": lambda text, rng, _: leave_out(text, rng),
}


def _put(text: str, start: int, end: int, put: str) -> Flaw:
    return Flaw(text[:start] + put + text[end:], start, start + len(put), text[start:end])


def _other_number(number: str, rng: random.Random) -> str:
    """As many digits, another value; separators stay, and a number keeps its leading zeros only
    where it had one."""
    digits = [place for place, character in enumerate(number) if character.isdigit()]
    while True:
        made = list(number)
        for place in digits:
            made[place] = str(rng.randrange(10))
        if number[0] != "0" and len(digits) > 1:
            made[0] = str(rng.randrange(1, 10))
        if "".join(made) != number:
            return "".join(made)
