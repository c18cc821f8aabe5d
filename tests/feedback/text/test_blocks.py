"""Which stretches of a text are prose, headings, code and tables."""

from __future__ import annotations

from hypothesis import given

from feedback.text import Kind, blocks, paragraph_spans
from tests.feedback.text.strategies import technical_texts

PAGE = """\
Pumps
*****

A pump moves water from the well to the tank.  It starts
when the level falls:

   if level < 3:
       start(pump)

pump.start(rate=1)

   Start the pump at the given rate.  The call returns at once.

      >>> pump.start()
      True

The parts are these:

* a motor;
* a valve,
  which opens last.

+------+--------+
| part | weight |
|======|========|
| rod  | 2 kg   |
+------+--------+

   rate ::= digit+
"""


def kinds_and_texts(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in blocks(text)]


def test_a_page_falls_into_its_blocks() -> None:
    found = kinds_and_texts(PAGE)
    assert [kind for kind, _ in found] == [
        "heading",
        "prose",
        "literal",
        "heading",
        "prose",
        "literal",
        "prose",
        "prose",
        "prose",
        "table",
        "literal",
    ]
    assert found[0][1] == "Pumps\n*****"
    assert found[3][1] == "pump.start(rate=1)"
    assert found[8][1] == "* a valve,\n  which opens last."


def test_a_heading_may_have_a_line_above_it_and_text_right_under_it() -> None:
    text = "=====\nTitle\n=====\nThe text begins here."
    assert kinds_and_texts(text) == [
        ("heading", "=====\nTitle\n====="),
        ("prose", "The text begins here."),
    ]


def test_a_ruler_alone_is_no_heading() -> None:
    assert kinds_and_texts("One thing.\n\n-----\n\nAnother thing.")[1] == ("literal", "-----")


def test_prose_wrapped_before_a_dash_is_no_list() -> None:
    assert len(blocks("The difference of the two is a\n- b, as was to be shown.")) == 1


def test_a_term_with_its_explanation_right_under_it_is_a_heading() -> None:
    text = "Check valve\n   A valve that lets water\n   through one way only."
    assert kinds_and_texts(text) == [
        ("heading", "Check valve"),
        ("prose", "A valve that lets water\n   through one way only."),
    ]


def test_a_hanging_list_item_or_footnote_is_no_definition() -> None:
    for text in ("* Check the\n  Main valve.", "[1] See the\n    Handbook of valves."):
        assert kinds_and_texts(text) == [("prose", text)]


def test_an_indented_paragraph_of_sentences_is_prose() -> None:
    text = "    Every valve that leaks must be closed before the pump is started."
    assert blocks(text)[0].kind is Kind.PROSE


def test_paragraphs_are_divided_by_blank_lines_only() -> None:
    text = "One.\nStill one.\n  \n\n  Two.\n"
    assert [text[start:end] for start, end in paragraph_spans(text)] == [
        "One.\nStill one.",
        "Two.",
    ]


@given(technical_texts())
def test_blocks_hold_every_non_white_character_once_and_in_order(text: str) -> None:
    assert "".join("".join(part.split()) for _, part in kinds_and_texts(text)) == "".join(
        text.split()
    )


@given(technical_texts())
def test_blocks_begin_and_end_with_a_mark(text: str) -> None:
    for _, part in kinds_and_texts(text):
        assert part == part.strip() != ""
