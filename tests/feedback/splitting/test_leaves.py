"""Leaves of a document and the shape of the tree above them."""

from __future__ import annotations

from itertools import pairwise
from pydoc_data.topics import topics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.splitting import split_leaves, tree_shape
from feedback.splitting.leaves import LARGEST_WHOLE
from feedback.splitting.units import WHOLE, units
from feedback.text import Span, count_tokens, paragraph_spans
from tests.feedback.text.strategies import technical_texts

LONG_TOPICS = sorted(name for name, text in topics.items() if len(text) >= 6000)


def leaves(text: str, max_tokens: int) -> list[str]:
    return [text[start:end] for start, end in split_leaves(text, max_tokens=max_tokens)]


def sentence(tokens: int, name: str = "word") -> str:
    return " ".join([name.capitalize(), *[name] * (tokens - 2)]) + "."


@given(technical_texts(), st.integers(1, 40))
def test_leaves_hold_everything_in_order_within_the_bound(text: str, max_tokens: int) -> None:
    spans = split_leaves(text, max_tokens=max_tokens)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    found = [text[start:end] for start, end in spans]
    assert "".join("".join(part.split()) for part in found) == "".join(text.split())
    kept_whole = wholes(text, max_tokens)
    for span in spans:
        size = count_tokens(text[span.start : span.end])
        assert size >= 1
        # What is kept whole may be larger; then little stands beside it but its headings.
        larger = [w for w in kept_whole if span.start <= w.start and w.end <= span.end]
        assert size <= max_tokens or larger


@given(technical_texts(), st.integers(1, 40))
def test_no_table_or_code_is_cut(text: str, max_tokens: int) -> None:
    spans = split_leaves(text, max_tokens=max_tokens)
    for whole in wholes(text, max_tokens):
        assert any(span.start <= whole.start and whole.end <= span.end for span in spans)


def wholes(text: str, max_tokens: int) -> list[Span]:
    """Tables and stretches of code that are not too large to be kept whole."""
    return [
        Span(unit.start, unit.end)
        for unit in units(text)
        if unit.kind in WHOLE
        and count_tokens(text[unit.start : unit.end]) <= LARGEST_WHOLE * max_tokens
    ]


@pytest.mark.parametrize("name", LONG_TOPICS)
def test_no_table_or_code_of_a_real_document_is_cut(name: str) -> None:
    text = topics[name]
    spans = split_leaves(text, max_tokens=220)
    for whole in wholes(text, 220):
        assert any(span.start <= whole.start and whole.end <= span.end for span in spans)


def test_code_is_one_stretch_across_blank_lines_and_between_fences() -> None:
    code = "```python\n" + "\n\n".join(f"def f{i}():\n    return {i}" for i in range(9)) + "\n```"
    indented = "   a = 1\n\n   b = 2\n\n   c = 3"
    text = "\n\n".join([sentence(18), code, sentence(18), indented, sentence(18)])
    found = leaves(text, 25)
    assert any(code in leaf for leaf in found)
    assert any(indented in leaf for leaf in found)
    assert len(found) > 3


def test_a_table_larger_than_a_leaf_is_a_leaf() -> None:
    table = "+---+---+\n" + "| a | b |\n+---+---+\n" * 5
    found = leaves(f"{sentence(20)}\n\n{table}\n{sentence(20)}", 30)
    assert found == [sentence(20), table.strip(), sentence(20)]


@given(technical_texts(), st.integers(1, 40))
def test_no_two_neighbouring_leaves_would_fit_into_one(text: str, max_tokens: int) -> None:
    sizes = [count_tokens(part) for part in leaves(text, max_tokens)]
    assert all(first + second > max_tokens for first, second in pairwise(sizes))


def test_a_text_that_fits_is_one_leaf() -> None:
    text = "\n\n".join([sentence(20)] * 5)
    assert leaves(text, 100) == [text]


def test_paragraphs_that_fit_are_never_cut() -> None:
    text = "\n\n".join(f"{sentence(20)} {sentence(size)}" for size in (10, 35, 70, 20, 44, 5))
    found = leaves(text, 100)
    starts = {text.index(part) for part in found}
    assert len(found) > 1
    assert starts <= {span.start for span in paragraph_spans(text)}


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [sentence(30, name) for name in ("ash", "birch", "cedar", "elm", "fir")]
    found = leaves(" ".join(sentences), 70)
    assert all(leaf.endswith(".") and leaf[0].isupper() for leaf in found)


def test_a_long_sentence_is_cut_between_words() -> None:
    text = sentence(95, "antidisestablishment")
    found = leaves(text, 40)
    assert len(found) == 3
    assert " ".join(found) == text


def test_a_long_table_is_cut_between_lines() -> None:
    text = "+---+---+\n" + "| a | b |\n+---+---+\n" * 20
    for leaf in leaves(text, 60):
        assert all(line[0] in "+|" and line[-1] in "+|" for line in leaf.split("\n"))


def test_leaves_are_even_where_greedy_filling_would_leave_a_scrap() -> None:
    text = "\n\n".join([sentence(20)] * 11)  # filled greedily: 100, 100, 20
    assert [count_tokens(part) for part in leaves(text, 100)] == [80, 80, 60]


def test_headings_stay_with_what_follows() -> None:
    section = "Part\n====\n\nSub\n---\n\n" + sentence(50)
    found = leaves("\n\n".join([sentence(60), section, section]), 70)
    assert found == [sentence(60), section, section]


def test_a_leaf_begins_with_its_lines_indentation() -> None:
    text = "\n\n".join([sentence(50), "   " + sentence(50)])
    assert leaves(text, 60)[1].startswith("   Word")


@pytest.mark.parametrize("name", LONG_TOPICS)
def test_real_documents_have_no_tiny_leaves(name: str) -> None:
    sizes = [count_tokens(part) for part in leaves(topics[name], 220)]
    assert min(sizes) >= 40
    assert sum(sizes) / len(sizes) >= 140


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_a_blank_text_has_no_leaves(text: str) -> None:
    assert split_leaves(text, max_tokens=10) == []


def test_a_bound_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="max_tokens"):
        split_leaves("Text.", max_tokens=0)


@given(st.integers(1, 2000), st.integers(2, 12))
def test_the_tree_is_balanced_and_ends_in_one_root(leaf_count: int, fan_out: int) -> None:
    nodes = leaf_count
    for level in tree_shape(leaf_count, fan_out):
        assert sum(level) == nodes
        assert max(level) <= fan_out
        assert max(level) - min(level) <= 1
        assert len(level) == -(-nodes // fan_out)
        nodes = len(level)
    assert nodes == 1


def test_tree_shapes() -> None:
    assert tree_shape(1, 4) == []
    assert tree_shape(4, 4) == [[4]]
    assert tree_shape(5, 4) == [[2, 3], [2]]
    assert tree_shape(7, 3) == [[2, 2, 3], [3]]


@pytest.mark.parametrize(("leaf_count", "fan_out"), [(0, 4), (3, 1)])
def test_impossible_trees_are_refused(leaf_count: int, fan_out: int) -> None:
    with pytest.raises(ValueError, match="tree"):
        tree_shape(leaf_count, fan_out)
