"""Splitting by characters, paragraphs and headings, and with overlap."""

from __future__ import annotations

from itertools import pairwise
from pydoc_data.topics import topics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.splitting import LEAST, Splitting, split_document
from feedback.splitting.sections import sections
from feedback.text import count_tokens
from tests.feedback.text.strategies import technical_texts

MARKDOWN = """Before all.

# One

Of plumb lines.

```
# a comment, no heading
```

## One and a half

## Details

They hang.

Two
---

They hang still.
"""
PLAIN = """A FOREWORD

It is short.

Chapter 1

1.1 Plumb lines

They hang. This line ends in chapter 2

1.2 Spirit levels

They lie.
"""


def parts(text: str, splitting: Splitting, max_tokens: int = 200) -> list[str]:
    return [text[a:b] for a, b in split_document(text, splitting, max_tokens=max_tokens)]


options = st.sampled_from(["tokens", "characters", "paragraphs", "headings"]).flatmap(
    lambda by: st.builds(
        Splitting,
        by=st.just(by),
        size=st.none() | st.integers(LEAST[by], LEAST[by] + 60),
        overlap=st.integers(0, 10),
    )
)


@given(technical_texts(), options)
def test_leaves_hold_everything_in_order_whatever_the_unit(text, splitting):
    spans = split_document(text, splitting, max_tokens=30)
    assert all(a.start < b.start and a.end < b.end for a, b in pairwise(spans))
    covered = set().union(*(range(a, b) for a, b in spans)) if spans else set()
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered
    for before, leaf in pairwise(spans):
        repeated = text[leaf.start : before.end]
        assert count_tokens(repeated) <= splitting.overlap
    if splitting.overlap == 0 and splitting.by == "characters" and splitting.size:
        assert all(end - start <= splitting.size for start, end in spans)
    if splitting.overlap == 0 and splitting.by in ("paragraphs", "headings"):
        assert all(count_tokens(text[start:end]) <= 30 for start, end in spans)


def test_a_word_longer_than_a_leaf_of_characters_is_cut():
    assert [len(part) for part in parts("x" * 250, Splitting(by="characters", size=100))] == [
        100,
        100,
        50,
    ]


def test_a_paragraph_a_leaf():
    text = "One. And a half.\n\nTwo.\n\nThree."
    assert parts(text, Splitting(by="paragraphs")) == ["One. And a half.", "Two.", "Three."]
    assert parts(text, Splitting(by="paragraphs", size=2)) == [
        "One. And a half.\n\nTwo.",
        "Three.",
    ]


def test_markdown_is_split_at_its_headings_and_not_at_comments_in_code():
    found = [MARKDOWN[start:end] for start, end in sections(MARKDOWN)]
    assert [part.split("\n")[0] for part in found] == [
        "Before all.",
        "# One",
        "## One and a half",
        "Two",
    ]


def test_plain_text_is_split_at_lines_that_stand_alone_and_name_what_follows():
    found = [PLAIN[start:end] for start, end in sections(PLAIN)]
    assert [part.split("\n")[0] for part in found] == [
        "A FOREWORD",
        "Chapter 1",
        "1.2 Spirit levels",
    ]


def test_a_real_page_is_split_at_its_titles():
    text = topics["class"]
    found = parts(text, Splitting(by="headings"), max_tokens=10_000)
    assert found[0].startswith("Class definitions\n****")
    assert "".join(text.split()) == "".join("".join(found).split())


def test_an_overlap_repeats_whole_sentences_of_the_leaf_before():
    text = " ".join(f"Sentence {i} has exactly these nine tokens in all." for i in range(12))
    spans = split_document(text, Splitting(size=40, overlap=12), max_tokens=200)
    for before, leaf in pairwise(spans):
        repeated = text[leaf.start : before.end]
        assert repeated.startswith("Sentence")
        assert 0 < count_tokens(repeated) <= 12


@pytest.mark.parametrize(
    "splitting",
    [Splitting(size=19), Splitting(by="characters", size=5), Splitting(size=40, overlap=21)],
)
def test_options_that_cannot_be_followed_are_refused(splitting):
    with pytest.raises(ValueError, match="leaf"):
        split_document("One. Two.", splitting, max_tokens=200)
