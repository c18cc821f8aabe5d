"""What the annotation page loads, and what an open page does after a rebuild."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from bench.stack import Stack
from tests.e2e.projects import Workplace, make_workplace, signed_in

pytestmark = pytest.mark.e2e
MOST = 300_000  # bytes of compressed script on the annotation page
SCRIPTS = """() => performance.getEntriesByType('resource')
    .filter(({name}) => name.endsWith('.js'))
    .map(({name, encodedBodySize}) => [name.split('/').at(-1), encodedBodySize])"""


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Workplace:
    return make_workplace(stack, "shop", [("Well?", "**Yes**, it does.", "No.")])


def test_the_annotation_page_is_light(browser: Browser, shop: Workplace) -> None:
    with signed_in(browser, shop) as (context, _):
        page = context.new_page()
        page.goto(shop.path)
        expect(page.locator("strong").first).to_be_visible()
        sizes = dict(page.evaluate(SCRIPTS))
        assert all(sizes.values())
        assert sum(sizes.values()) <= MOST, sizes


def test_a_page_of_an_old_build_reloads_itself_once(browser: Browser, shop: Workplace) -> None:
    with signed_in(browser, shop) as (context, page):
        gone = 0

        def lose(route: Route) -> None:
            nonlocal gone
            gone += 1
            route.fulfill(status=404, body="")

        context.route("**/assets/history-*.js", lose)
        page.get_by_role("link", name="Own answers").click()
        expect(page.get_by_text("Something went wrong")).to_be_visible()
        page.wait_for_timeout(1_500)
        assert gone == 2, "once in the old page, once in the one that took its place"
        context.unroute("**/assets/history-*.js")
        page.get_by_role("button", name="Load again").click()
        expect(page.get_by_role("heading", name="Own answers")).to_be_visible()
