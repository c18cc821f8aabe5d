"""The lists in the guides are those that the server has."""

from __future__ import annotations

import pytest

from config.guides import DOCS, LISTS, renewed

GUIDES = sorted(DOCS.glob("*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guide_has_the_lists_as_the_server_has_them(guide):
    text = guide.read_text(encoding="utf-8")
    assert text == renewed(text), "run python -m config.guides"


def test_every_list_stands_in_one_guide():
    whole = "".join(guide.read_text(encoding="utf-8") for guide in GUIDES)
    assert [whole.count(f"<!-- list: {name} -->") for name in LISTS] == [1] * len(LISTS)
