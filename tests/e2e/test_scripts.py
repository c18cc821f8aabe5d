"""What the annotation page loads, and what an open page does after a rebuild."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

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
    with signed_in(browser, shop) as (context, first):
        first.close()  # one tab at a time answers
        page = context.new_page()
        page.goto(shop.path)
        expect(page.locator("strong").first).to_be_visible()
        sizes = dict(page.evaluate(SCRIPTS))
        assert all(sizes.values())
        assert sum(sizes.values()) <= MOST, sizes


def test_browsers_keep_built_files_for_good_and_ask_for_the_page_anew(
    browser: Browser, shop: Workplace
) -> None:
    with signed_in(browser, shop) as (_, page):
        script = page.locator("script[src]").first.get_attribute("src")
        assert script is not None
        assert "immutable" in page.request.get(script).headers["cache-control"]
        assert "no-cache" in page.request.get(shop.path).headers["cache-control"]


def test_a_page_of_an_old_build_reloads_itself_once(browser: Browser, shop: Workplace) -> None:
    with signed_in(browser, shop) as (context, page):
        loads: list[Page] = []
        page.on("load", lambda loaded: loads.append(loaded))
        context.route("**/assets/history-*.js", lambda route: route.fulfill(status=404, body=""))
        page.get_by_role("link", name="Own answers").click()
        for _ in range(200):
            page.wait_for_timeout(100)
            if loads:
                break
        expect(page.get_by_text("Something went wrong")).to_be_visible()
        page.wait_for_timeout(1_500)  # for a second time that must not come
        assert len(loads) == 1
        context.unroute("**/assets/history-*.js")
        page.get_by_role("button", name="Load again").click()
        expect(page.get_by_role("heading", name="Own answers")).to_be_visible()
