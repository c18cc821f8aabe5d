"""Every page in light and dark: axe finds nothing serious, and the keyboard reaches everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import wait_for
from tests.e2e.projects import Workplace, make_workplace, settle, signed_in
from tests.e2e.test_reading import MARKDOWN

pytestmark = pytest.mark.e2e
AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ['violations']});
    return violations
        .filter(({impact}) => impact === 'serious' || impact === 'critical')
        .map(({id, nodes}) => [id, nodes.slice(0, 3).map(node => node.html + node.failureSummary)]);
}"""
ADD_DOCUMENT = """async ([slug, text]) => {
    const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
    const response = await fetch(`/api/v1/projects/${slug}/documents/`, {
        method: 'POST',
        headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
        body: JSON.stringify({title: 'A document', text}),
    });
    const {id} = await response.json();
    for (let asked = 0; asked < 300; asked++) {  // a worker reads it
        const document = await (await fetch(`/api/v1/documents/${id}/`)).json();
        if (document.nodes.length > 0) return id;
        await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error('it was not read');
}"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def hall(stack: Stack) -> Workplace:
    texts = [("What is **binary search**?", MARKDOWN, "Halve it."), ("And then?", "Yes.", "No.")]
    return make_workplace(stack, "hall", texts, role="admin")


@pytest.fixture
def page(browser: Browser, hall: Workplace) -> Iterator[Page]:
    with signed_in(browser, hall, reduced_motion="reduce") as (_, opened):
        yield opened


def look(page: Page, where: str) -> list[Any]:
    """What axe finds in both colour schemes."""
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        settle(page)
        found += [(where, scheme, *violation) for violation in page.evaluate(RUN)]
    return found


def test_axe_finds_nothing_serious_on_any_page(page: Page, hall: Workplace) -> None:
    text = "\n\n".join(f"Paragraph {n} has some words and then a few more." for n in range(60))
    document = page.evaluate(ADD_DOCUMENT, [hall.slug, text])
    project = f"/projects/{hall.slug}"
    names = ("", "documents", "comparisons", "data", "model", "members", "settings", "history")
    names += ("audit-log",)
    paths = ["/", "/account", "/nowhere", *(f"{project}/{name}" for name in names)]
    parts = ("agreement", "raters", "generators", "model")
    paths += [f"{project}/quality?part={part}" for part in parts]
    paths += [f"{project}/audits", f"{project}/search?q=search&in=comparisons"]
    found = []
    for path in [*paths, f"{project}/documents/{document}"]:
        page.goto(path)
        expect(page.get_by_role("heading").first).to_be_visible()
        found += look(page, path)
    page.get_by_role("button", name="Part 1", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += look(page, "node")
    page.context.clear_cookies(name="sessionid")
    page.goto("/login")
    expect(page.get_by_label("User name")).to_be_visible()
    found += look(page, "login")
    assert found == [], json.dumps(found, indent=1)


def test_axe_finds_nothing_serious_in_the_annotators_dialogs(page: Page) -> None:
    expect(page.locator(".katex").first).to_be_visible()
    found = look(page, "annotate")
    page.keyboard.press("d")
    page.keyboard.press("/")
    found += look(page, "aids")
    page.keyboard.press("Escape")
    for key, title in (("g", "Guidelines"), ("?", "Keys"), (" ", "Skip"), ("f", "Flag")):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name=title)).to_be_visible()
        found += look(page, title)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    found += look(page, "annotate on a phone")
    assert found == [], json.dumps(found, indent=1)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page) -> None:
    focused = """() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        return [element.textContent || element.ariaLabel, style.outlineStyle, style.outlineWidth];
    }"""
    seen = []
    page.locator("body").press("Tab")
    for _ in range(60):
        name, outline, width = page.evaluate(focused)
        seen.append(str(name)[:80])
        assert "none" not in outline, f"no focus is shown on {name}"
        assert width != "0px", f"no focus is shown on {name}"
        if "Keys" in str(name):
            break
        page.keyboard.press("Tab")
    assert seen[0] == "Skip to the content"
    order = ["Label", "Differences", "binary search", "Size of", "Flag", "A is better", "Keys"]
    places = [next(i for i, name in enumerate(seen) if part in name) for part in order]
    assert places == sorted(places), seen


def test_arrow_keys_scroll_the_text_that_the_keyboard_was_moved_to(
    page: Page, hall: Workplace
) -> None:
    page.keyboard.press("Tab")
    page.get_by_role("group", name="Response A").focus()
    page.keyboard.press("ArrowDown")
    settle(page)
    assert hall.stored() == 0
    page.keyboard.press("0")
    expect(page.get_by_role("status").get_by_text("Tie")).to_be_visible()
    # The next one is on the screen before the server has the answer.
    wait_for(lambda: hall.stored() == 1, seconds=10)


def test_who_wants_less_motion_gets_none(page: Page) -> None:
    moving = """() => Math.max(...[...document.querySelectorAll('*')].map(element => {
        const style = getComputedStyle(element);
        return Math.max(parseFloat(style.transitionDuration), parseFloat(style.animationDuration));
    }))"""
    assert page.evaluate(moving) < 0.001
