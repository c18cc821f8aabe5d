"""Prompts and responses as annotators read them: formatted, safe, long, compared, searched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.stack import Stack
from tests.e2e.people import wait_for
from tests.e2e.projects import TWO_FRAMES, Workplace, make_workplace, settle, signed_in

pytestmark = pytest.mark.e2e
ATTACKS: list[str] = json.loads(
    (Path(__file__).parents[2] / "frontend/src/shared/text/attacks.json").read_text()
)
MARKDOWN = """## Binary search

With $n$ items it takes $\\lceil \\log_2 n \\rceil$ steps.

```python
def find(items: list[int]) -> int:
    return len(items) // 2
```

| size | steps |
|-----:|------:|
| 1,000 | 10 |

<b>Bold?</b> It costs $5 or $10.
"""
PARTS = [
    f"## Part {number}\n\n" + f"Words with `code`, **weight** and $x_{{{number}}}$, and more. " * 16
    for number in range(140)
]
LONG = "\n\n".join(PARTS)
LONGEST_TASK = 1_000  # milliseconds, on two busy cores


@pytest.fixture(scope="module")
def reading(stack: Stack) -> Workplace:
    assert len(LONG) > 100_000
    changed = LONG.replace("## Part 70\n", "## Part seventy\n")
    texts = [("What is **binary search**?", MARKDOWN, "Halve it, then halve it again.")]
    return make_workplace(stack, "reading", [*texts, ("Go on.", LONG, changed)])


@pytest.fixture
def page(browser: Browser, reading: Workplace) -> Iterator[Page]:
    reading.forget_settings()
    with signed_in(browser, reading) as (_, opened):
        yield opened


def marks(page: Page, name: str) -> int:
    return int(page.evaluate("name => CSS.highlights.get(name)?.size ?? 0", name))


def test_markdown_is_formatted_and_may_be_read_as_written(page: Page) -> None:
    # The next comparison is drawn already, unseen.
    expect(page.locator(".katex:visible").first).to_be_visible()
    expect(page.get_by_role("cell", name="1,000")).to_be_visible()
    expect(page.locator(".hljs-keyword").first).to_have_text("def")
    expect(page.get_by_text("<b>Bold?</b> It costs $5 or $10.")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text("## Binary search")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Plain text")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("## Binary search")).to_be_visible()


def test_words_are_found_and_differences_marked(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("halve IT")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    assert marks(page, "found") == 2
    page.keyboard.press("Escape")
    expect(page.get_by_role("search")).to_be_hidden()
    assert marks(page, "found") == 0
    page.keyboard.press("d")
    expect(page.get_by_text("only here").first).to_be_visible()
    assert marks(page, "difference") > 2
    page.keyboard.press("d")
    expect(page.get_by_text("only here").first).to_be_hidden()
    assert marks(page, "difference") == 0


def test_panes_keep_the_sizes_they_were_given(page: Page) -> None:
    prompt = page.get_by_role("region", name="Conversation")

    def width() -> float:
        box = prompt.bounding_box()
        assert box is not None
        return box["width"]

    before = width()
    page.get_by_role("separator").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    changed = width()
    assert changed < before - 50
    page.wait_for_timeout(300)
    page.reload()
    expect(prompt).to_be_visible()
    assert abs(width() - changed) < 3


def test_a_key_of_ones_own_answers(page: Page) -> None:
    page.keyboard.press("?")
    change = page.get_by_role("button", name="Change the key of “Guidelines”")
    change.click()
    page.keyboard.press("d")
    expect(page.get_by_text("This key is taken by “Differences”.")).to_be_visible()
    page.keyboard.press("h")
    expect(page.get_by_role("dialog").get_by_text("H", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="A is better")).to_be_enabled()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("dialog", name="Guidelines")).to_be_visible()


def test_ones_keys_aids_and_panes_are_there_on_another_machine(
    stack: Stack, browser: Browser
) -> None:
    workplace = make_workplace(stack, "two-machines", [("What?", "One.", "Another.")])
    with signed_in(browser, workplace) as (_, page):
        page.keyboard.press("?")
        page.get_by_role("button", name="Change the key of “Guidelines”").click()
        page.keyboard.press("h")
        page.keyboard.press("Escape")
        page.keyboard.press("p")
        page.get_by_role("separator").first.focus()
        with page.expect_response("**/api/v1/me/settings/") as answered:
            page.keyboard.press("ArrowLeft")
        assert answered.value.ok
        page.wait_for_timeout(500)
        width = page.get_by_role("region", name="Conversation").bounding_box()
    with signed_in(browser, workplace) as (_, other):
        aid = other.get_by_role("button", name="Plain text")
        expect(aid).to_have_attribute("aria-pressed", "true")
        assert other.get_by_role("region", name="Conversation").bounding_box() == width
        other.keyboard.press("h")
        expect(other.get_by_role("dialog", name="Guidelines")).to_be_visible()


def test_a_change_made_offline_reaches_the_server_later(stack: Stack, browser: Browser) -> None:
    workplace = make_workplace(stack, "offline-settings", [("What?", "One.", "Another.")])
    with signed_in(browser, workplace) as (context, page):
        context.set_offline(True)
        page.keyboard.press("p")
        pressed = page.get_by_role("button", name="Plain text")
        expect(pressed).to_have_attribute("aria-pressed", "true")
        context.set_offline(False)
        page.reload()
        expect(pressed).to_have_attribute("aria-pressed", "true")
        stored = "async () => (await (await fetch('/api/v1/me/settings/')).json()).reading.plain"
        wait_for(lambda: page.evaluate(stored), seconds=20)


def test_texts_of_100_kb_come_without_jank_and_scroll_together(page: Page) -> None:
    page.evaluate(
        """() => {
            window.longest = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => {
                window.longest = Math.max(window.longest, entry.duration);
            })).observe({type: 'longtask'});
        }"""
    )
    page.keyboard.press("ArrowLeft")
    # By attributes, since Playwright's search by roles through so much would take all the time.
    first, second = (page.locator(f"[data-text={letter}]") for letter in "AB")
    expect(first.locator("h4").first).to_be_visible()
    page.wait_for_function(
        "() => document.querySelectorAll('[data-text] h4').length === 280", timeout=30_000
    )
    print(f"longest task with two texts of {len(LONG)} characters: {page.evaluate('longest')} ms")
    assert page.evaluate("longest") < LONGEST_TASK
    page.keyboard.press("l")
    first.evaluate("element => element.scrollTop = element.scrollHeight / 2")
    settle(page)
    middle = "element => element.scrollTop / (element.scrollHeight - element.clientHeight)"
    assert abs(first.evaluate(middle) - second.evaluate(middle)) < 0.05
    page.keyboard.press("d")
    page.wait_for_function("() => CSS.highlights.get('difference')?.size === 2", timeout=30_000)


def test_attacks_come_to_nothing(stack: Stack, browser: Browser) -> None:
    pairs = list(zip(ATTACKS[::2], ATTACKS[1::2], strict=True))
    attacked = make_workplace(stack, "attacked", [(one, one, other) for one, other in pairs])
    with signed_in(browser, attacked) as (context, page):
        hosts: set[str | None] = set()
        context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.on("dialog", lambda dialog: hosts.add(f"dialog: {dialog.message}"))
        for _ in pairs:
            expect(page.get_by_role("button", name="A is better")).to_be_enabled()
            page.evaluate(TWO_FRAMES)
            forbidden = "script, iframe, img, object, embed, form, base, style, [onload], [onerror]"
            assert page.locator(f"[data-text] :is({forbidden})").count() == 0
            page.keyboard.press("ArrowDown")
        expect(page.get_by_text("Nothing is open right now")).to_be_visible()
        assert attacked.stored() == len(pairs)
        assert hosts == {"127.0.0.1"}
