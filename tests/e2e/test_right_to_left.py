"""Another language, right to left: all of it translated, mirrored, and the sides kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import wait_for
from tests.e2e.projects import INTRODUCED, PASSWORD, Workplace, make_workplace, settle, signed_in
from tests.e2e.test_accessibility import look

pytestmark = pytest.mark.e2e
CHOOSE = "localStorage.setItem('plumbline.locale', 'ar-XB')"
PHONE = {"width": 390, "height": 844}
# What is called the same in every language: the project, its member, generators, encoders.
NAMES = ["Plumbline", "Mirror", "mirror", "Django", "written", "model, "]
DESKTOP = {"width": 1360, "height": 860}
# Words of the pages in unaccented letters. Names of people and projects are no words of ours.
ENGLISH = r"""names => {
    const isLeft = text => names.reduce((rest, name) => rest.replaceAll(name, ''), text)
        .replaceAll(/p-[0-9a-f]{16}/g, '')
        .match(/[A-Za-z]{2,}/);
    const theirs = 'kbd, code, textarea, [dir="auto"], option, script, style, [data-text], .katex';
    const found = [];
    const shown = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (shown.nextNode()) {
        const {parentElement, data} = shown.currentNode;
        if (parentElement.closest(theirs) || !parentElement.checkVisibility()) continue;
        if (isLeft(data)) found.push(data);
    }
    for (const element of document.querySelectorAll('body *')) {
        if (!element.checkVisibility()) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']) {
            const value = element.getAttribute(name);
            if (value && !element.matches(theirs) && isLeft(value)) found.push(`${name}=${value}`);
        }
    }
    return [...found, ...(isLeft(document.title) ? [document.title] : [])];
}"""
STICKING_OUT = """() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isClipped = element => element && element !== document.body
        && (getComputedStyle(element).overflowX !== 'visible' || isClipped(element.parentElement));
    return [...document.querySelectorAll('body *')].filter(element => {
        const {left, right, width} = element.getBoundingClientRect();
        const isOutside = width > 0 && (left < -1 || right > clientWidth + 1);
        return isOutside && !isClipped(element.parentElement);
    }).map(element => element.outerHTML.slice(0, 160)).slice(0, 8);
}"""
CHOSEN = """
SELECT response.text FROM feedback_preference preference
JOIN feedback_project project ON project.id = preference.project_id
JOIN feedback_comparison comparison ON comparison.id = preference.comparison_id
JOIN feedback_response response ON response.id =
    CASE preference.choice WHEN 'a' THEN response_a_id WHEN 'b' THEN response_b_id END
WHERE project.slug = %s ORDER BY preference.id
"""
TEXTS = [
    (f"كم يساوي {number} + {number}؟", f"الجواب هو {number * 2}.", f"لا أعرف الجواب ({number}).")
    for number in range(2, 12)
]


@pytest.fixture(scope="module")
def mirror(stack: Stack) -> Workplace:
    return make_workplace(
        stack, "mirror", TEXTS, role="admin", question="أي جواب أفضل؟", strength_steps=5
    )


@pytest.fixture
def page(browser: Browser, mirror: Workplace) -> Iterator[Page]:
    """Signed in through the login page of the test language, at the annotation page."""
    context = browser.new_context(
        base_url=mirror.stack.url,
        viewport={"width": 1360, "height": 860},
        reduced_motion="reduce",
    )
    context.add_init_script(CHOOSE)
    context.add_init_script(INTRODUCED.format(username=mirror.slug, slug=mirror.slug))
    opened = context.new_page()
    opened.goto(f"/login?next={mirror.path}")
    expect(opened.locator("[name=username]")).to_be_visible()
    assert english(opened) == []
    opened.locator("[name=username]").fill(mirror.slug)
    opened.locator("[name=password]").fill(PASSWORD)
    opened.keyboard.press("Enter")
    expect(opened.locator("[data-action=left]")).to_be_enabled(timeout=15_000)
    yield opened
    context.close()


def english(page: Page) -> list[str]:
    """What is on the page and was not translated."""
    found: list[str] = page.evaluate(ENGLISH, NAMES)
    return found


def sides(page: Page) -> list[str]:
    """The texts of the two responses, as they are seen from left to right."""
    panes = page.locator("[data-letter]").filter(visible=True).all()
    seen = [(pane.bounding_box(), pane.locator("[data-text]").inner_text()) for pane in panes]
    assert len(seen) == 2
    return [text for _, text in sorted(seen, key=lambda each: each[0]["x"] if each[0] else 0)]


def chosen(mirror: Workplace) -> list[str]:
    with psycopg.connect(mirror.stack.database_url) as connection:
        return [text for (text,) in connection.execute(CHOSEN, [mirror.slug]).fetchall()]


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than the window; nothing where it is not."""
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


def test_the_left_key_chooses_what_is_seen_at_the_left(page: Page, mirror: Workplace) -> None:
    before = chosen(mirror)
    expected = []
    for key, side in (("ArrowLeft", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("2", 0), ("4", 1)):
        seen = sides(page)
        expected.append(seen[side])
        page.keyboard.press(key)
        expect(page.get_by_text(seen[side], exact=True).filter(visible=True)).to_have_count(0)
    wait_for(lambda: len(chosen(mirror)) == len(before) + len(expected), seconds=20)
    assert chosen(mirror)[len(before) :] == expected
    assert edge(page, "left") < edge(page, "right")


def edge(page: Page, action: str) -> float:
    box = page.locator(f"[data-action={action}]").bounding_box()
    assert box is not None
    return box["x"]


def test_the_annotation_page_is_translated_mirrored_and_accessible(
    page: Page, screenshots: Path
) -> None:
    assert page.evaluate("[document.documentElement.lang, document.dir]") == ["ar-XB", "rtl"]
    text = page.locator("[data-text=A]").filter(visible=True)
    assert text.locator("[dir=auto]").first.evaluate("e => getComputedStyle(e).direction") == "rtl"
    found = look(page, "desk")
    left: list[Any] = english(page)
    for key in ("d", "/"):
        page.keyboard.press(key)
        left += english(page)
    page.keyboard.press("Escape")
    for key in ("g", "?", " ", "f"):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_visible()
        left += english(page)
        found += look(page, f"dialog {key}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
    for size in (DESKTOP, {"width": 1024, "height": 768}, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        settle(page)
        left += english(page)
        found += look(page, str(size))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.screenshot(path=screenshots / f"rtl-annotate-{size['width']}.png")
        assert sticking_out(page) == [], "\n".join(sticking_out(page))
    assert left == []
    assert found == [], json.dumps(found, indent=1)


def test_the_other_pages_are_translated_and_keep_within_the_window(
    page: Page, mirror: Workplace, screenshots: Path
) -> None:
    project = f"/projects/{mirror.slug}"
    names = ("history", "documents", "comparisons", "search", "data", "model", "audits")
    paths = ["/account", "/nowhere", project, *(f"{project}/{name}" for name in names)]
    paths += [f"{project}/members", f"{project}/settings"]
    paths += [f"{project}/quality?part={part}" for part in ("agreement", "raters", "model")]
    left, wide, found = [], [], []
    for path in paths:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.goto(path)
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator("[role=status][aria-label]")).to_have_count(0)
        left += [(path, text) for text in english(page)]
        found += look(page, path)
        name = path.split("/")[-1].replace("?", "-") or "projects"
        page.screenshot(path=screenshots / f"rtl-{name}.png", full_page=True)
        for width in (1360, 390):
            page.set_viewport_size({"width": width, "height": 844})
            settle(page)
            wide += [(path, width, *sticking_out(page))] if sticking_out(page) else []
        page.screenshot(path=screenshots / f"rtl-{name}-phone.png")
    assert (left, wide) == ([], []), json.dumps([left, wide], indent=1)
    assert found == [], json.dumps(found, indent=1)


def test_a_language_is_chosen_kept_and_left_again(browser: Browser, mirror: Workplace) -> None:
    with signed_in(browser, mirror) as (_, page):
        page.goto("/account")
        # The test language is offered in development, and to whoever has it.
        expect(page.get_by_role("combobox", name="Language").locator("option")).to_have_count(1)
        page.evaluate(CHOOSE)
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "ar-XB")
        expect(page.get_by_role("combobox")).to_have_value("ar-XB")
        page.get_by_role("combobox").select_option("en")
        expect(page.get_by_role("combobox", name="Language")).to_have_value("en")
        expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_english_pages_load_no_other_language(browser: Browser, mirror: Workplace) -> None:
    with signed_in(browser, mirror) as (_, page):
        names = "performance.getEntriesByType('resource').map(({name}) => name)"
        assert not [name for name in page.evaluate(names) if "pseudo" in name.lower()]
