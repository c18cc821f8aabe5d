"""Where sentences end."""

from __future__ import annotations

from itertools import pairwise
from pydoc_data.topics import topics

import pytest
from hypothesis import given

from feedback.text import blocks, sentence_spans
from tests.feedback.text.strategies import technical_texts


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Close the valve.", "Open the tap!", "Is it dry?", "Good."],
        ["The rate is 3.5 litres.", "2 pumps share it."],
        ["Use a seal, e.g. Viton, or (i.e. Teflon) nothing.", "It lasts."],
        ["See fig. 3 and no. 4.", "The rest is known, etc.", "Go on."],
        ["Donald E. Knuth wrote it.", "J. Smith agreed."],
        ["It is an instance of class A.", "The next is not."],
        ['"len()" counts.', '"max()" compares.', "*Names* refer to objects."],
        ["He said “stop.”", "Nobody did (so they say).", "(It was late.)", "The end."],
        ["It fails (the valve leaks. The seal is gone) at night.", "Mend it."],
        ['The "try" ... "except" statement catches it.', "Nothing else does."],
        ["Version 3.11 is out.", "[1] is a footnote."],
    ],
)
def test_prose_is_cut_between_sentences(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected
    assert split("\n".join(expected)) == expected


def test_a_list_number_stays_with_its_item() -> None:
    text = "1. Open the lid. Look inside.\n2. Close it.\n\n* Done. Go home."
    assert split(text) == [
        "1. Open the lid.",
        "Look inside.",
        "2. Close it.",
        "* Done.",
        "Go home.",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "Pumps. And Valves.\n==================",
        "    x = 1. + 2.\n    print('Done. Go home.')",
        "+-----+-----+\n| A.  | B.  |\n| C.  | D.  |\n+-----+-----+",
    ],
)
def test_headings_code_and_tables_stay_in_one_piece(piece: str) -> None:
    assert split(f"Before it.\n\n{piece}\n\nAfter it.") == [
        "Before it.",
        piece.strip(),
        "After it.",
    ]


@given(technical_texts())
def test_sentences_hold_every_non_white_character_once_and_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert "".join("".join(part.split()) for part in split(text)) == "".join(text.split())


@given(technical_texts())
def test_no_sentence_reaches_over_a_block(text: str) -> None:
    ends = {block.end for block in blocks(text)}
    assert ends <= {span.end for span in sentence_spans(text)}


def test_real_documentation_is_cut_as_a_reader_would() -> None:
    found = split(topics["execmodel"])
    assert "A *block* is a piece\nof Python program text that is executed as a unit." in found
    assert "Names may be resolved in the local\nand global namespaces of the caller." in found
    assert found[0] == "Execution model\n***************"
