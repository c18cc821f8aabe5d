"""A phone: one column, the responses swiped, everything within a finger's reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import wait_for
from tests.e2e.projects import make_workplace, settle, signed_in
from tests.e2e.test_outbox import assert_stored
from tests.e2e.test_reading import MARKDOWN

pytestmark = pytest.mark.e2e
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALLEST = 24  # pixels: target size, WCAG 2.2 AA


def left_edge(page: Page, name: str) -> float:
    box = page.get_by_role("region", name=name).bounding_box()
    assert box is not None
    return box["x"]


def test_a_phone_shows_swipes_and_answers(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    texts = [("What is **binary search**?", MARKDOWN, "Halve it."), ("And then?", "Yes.", "No.")]
    phone = make_workplace(stack, "phone", texts, role="admin")
    with signed_in(browser, phone, **PHONE) as (_, page):
        assert left_edge(page, "Response A") >= 0
        assert left_edge(page, "Response B") > 300
        page.get_by_role("region", name="Response B").evaluate(
            "element => element.scrollIntoView({inline: 'center'})"
        )
        wait_for(lambda: left_edge(page, "Response B") < 40, seconds=10)
        settle(page)
        page.screenshot(path=screenshots / "annotate-phone.png")
        for button in page.get_by_role("main").get_by_role("button").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= SMALLEST
        page.get_by_role("button", name="B is better").tap()
        assert_stored(phone, 1)
        expect(page.get_by_text("And then?")).to_be_visible()
        for path in ("/", "/account", *(f"/projects/phone/{p}" for p in ("", "data", "history"))):
            page.goto(path)
            expect(page.get_by_role("heading").first).to_be_visible()
            expect(page.get_by_role("status", name="Loading")).to_have_count(0)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
