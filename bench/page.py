"""The annotation page in Chromium: from a key to the next comparison painted, and its first load.

Every answer of the server is held back by 200 ms. The time of a key is that of the browser's own
event; the comparison counts as painted at the end of the frame after its text has changed. First
load is measured with the processor slowed down four times, from the navigation to the moment the
choice can be made. Then the same keys with responses of 100 kB of Markdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import BrowserContext, Page, Route

from bench.browser import launched
from bench.queue import fill
from bench.report import Aim, percentile, print_report
from bench.stack import running_stack

DELAY_MS, PAUSE_MS, SLOW_DOWN = 200, 900, 4
PASSWORD = "a-password-of-benchmarks"
PATH = "/projects/bench/annotate"
ANSWER = "button:has-text('A is better'):not([disabled])"

PERSON = """
from feedback.models import Generator, Membership, Project, User
project = Project.objects.create(slug="bench", name="Bench")
Generator.objects.create(project=project, name="drawn", kind="import")
user = User.objects.create_user("annotator", password="{password}")
Membership.objects.create(project=project, user=user, role="annotator")
"""

# 100 kB of headings, lists, tables and emphasis in each response.
LENGTHEN = """
UPDATE feedback_response SET text = '# Response ' || id || E'\n\n' || repeat(
  E'## A part\n\nSome **strong** and _light_ words about it, and `code` too.\n\n'
  || E'- one thing\n- another thing\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n'
  || repeat('Plain sentences fill the rest of the part. ', 20) || E'\n\n', 100)
"""

# Notes, for each key that answers, how long it took until the next comparison was painted.
WATCH = """() => {
  window.painted = [];
  let pressed = null;
  addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (pressed === null) return;
    const started = pressed;
    pressed = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.painted.push(performance.now() - started);
      channel.port2.postMessage(null);
    });
  }).observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true});
}"""
SCRIPTS = """() => performance.getEntriesByType('resource')
  .filter(({name}) => name.endsWith('.js'))
  .reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0)"""
LONGEST_TASK = """() => new Promise((resolve) => {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const {duration} of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({type: 'longtask', buffered: true});
  setTimeout(() => resolve(longest), 100);
})"""


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints p50 and p95 in ms from key to paint, the first load, and the weight of the scripts."""
    answers, loads = (5, 1) if quick else (60, 5)
    with running_stack(parts=("web",)) as stack, launched() as browser:
        program = PERSON.replace("{password}", PASSWORD)
        stack.manage("shell", "-v", "0", "-c", program)
        fill(stack, 0, 3 * answers + 40)
        context = browser.new_context(
            base_url=stack.url, viewport={"width": 1360, "height": 860}, reduced_motion="reduce"
        )
        # Who begins anew is shown the guidelines first; what is measured comes after that.
        context.add_init_script("localStorage.setItem('plumbline.introduced.annotator.bench', '1')")
        _sign_in(context)
        interactive = [_first_load(context) for _ in range(loads)]
        weight, short = _answer(context, answers)
        with psycopg.connect(stack.database_url) as connection:
            connection.execute(LENGTHEN)
        _, long = _answer(context, answers)
    _report(interactive, weight, short, long)


def _report(
    interactive: list[float], weight: int, short: dict[str, Any], long: dict[str, Any]
) -> None:
    p95, first = short["p95_ms"], round(percentile(interactive, 0.5))
    print_report(
        name="page",
        sizes={"server_delay_ms": DELAY_MS, "slow_down": SLOW_DOWN, "long_text_bytes": 100_000},
        figures={
            "key_to_paint": short,
            "key_to_paint_of_long_texts": long,
            "script_bytes": weight,
            "interactive_ms": first,
            "interactive_slowest_ms": round(max(interactive)),
        },
        aims=[
            Aim("key to paint p95, ms", p95, "<= 50", p95 <= 50),
            Aim("compressed script, bytes", weight, "<= 300000", weight <= 300_000),
            Aim("interactive at a quarter of the speed, ms", first, "<= 1500", first <= 1500),
        ],
    )


def _sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"/login?next={PATH}")
    page.get_by_label("User name").fill("annotator")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(ANSWER)
    page.close()


def _first_load(context: BrowserContext) -> float:
    """Milliseconds from the navigation until the choice can be made; nothing is cached."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
    page.goto(PATH)
    page.wait_for_selector(ANSWER)
    took = float(page.evaluate("performance.now()"))
    page.close()
    return took


def _answer(context: BrowserContext, answers: int) -> tuple[int, dict[str, Any]]:
    """The weight of the scripts in bytes, and p50, p95 and the longest task in ms."""
    page = context.new_page()
    page.goto(PATH)
    page.wait_for_selector(ANSWER)
    weight = int(page.evaluate(SCRIPTS))
    page.route("**/api/**", _hold_back)
    page.evaluate(WATCH)
    for _ in range(answers):
        page.wait_for_timeout(PAUSE_MS)
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(PAUSE_MS)
    painted: list[float] = page.evaluate("window.painted")
    figures = {
        "answers": len(painted),
        "p50_ms": round(percentile(painted, 0.5), 1),
        "p95_ms": round(percentile(painted, 0.95), 1),
        "longest_task_ms": round(_longest_task(page)),
    }
    page.close()
    return weight, figures


def _longest_task(page: Page) -> float:
    return float(page.evaluate(LONGEST_TASK))


def _hold_back(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(DELAY_MS)
    route.continue_()
