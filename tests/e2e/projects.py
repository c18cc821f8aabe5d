"""Projects for browser tests: open comparisons with texts that a test wants to see."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bench.stack import Stack

MAKE = """
import json, sys
from feedback.models import *
from feedback.services.prompts import messages_hash, text_hash
data = json.load(sys.stdin)
project = Project.objects.create(
    slug=data["slug"], name=data["slug"].capitalize(), random_share=0,
    guidelines="# Guidelines\\n\\nRead both.", **data["settings"],
)
user = User.objects.create_user(data["slug"], password=data["password"])
Membership.objects.create(project=project, user=user, role=data["role"])
generator = Generator.objects.create(project=project, name="written", kind="import")
for index, (question, first, second) in enumerate(data["comparisons"]):
    messages = [{"role": "user", "content": question}]
    prompt = Prompt.objects.create(
        project=project, messages=messages, content_hash=messages_hash(messages), origin=str(index)
    )
    a, b = (
        Response.objects.create(
            prompt=prompt, generator=generator, text=text, content_hash=text_hash(text)
        )
        for text in (first, second)
    )
    Comparison.objects.create(
        project=project, prompt=prompt, response_a=a, response_b=b, stream="active",
        priority=1000 - index,
    )
"""
# Who begins anew is shown the guidelines first; tests of other things are past that.
INTRODUCED = "localStorage.setItem('plumbline.introduced.{username}.{slug}', '1')"
POLICY = "Content Security Policy"
PASSWORD = "a-password-of-the-tests"
Texts = tuple[str, str, str]  # question, first response, second response


@dataclass(frozen=True)
class Workplace:
    """A project of its own with one member, named as the project is."""

    stack: Stack
    slug: str

    @property
    def path(self) -> str:
        return f"/projects/{self.slug}/annotate"

    def stored(self) -> int:
        """How many answers the server has."""
        return self._number("is_current")

    def doubled(self) -> int:
        """How many comparisons have more than one current answer."""
        with psycopg.connect(self.stack.database_url) as connection:
            rows = connection.execute(
                "SELECT comparison_id FROM feedback_preference p JOIN feedback_project j ON j.id = "
                "p.project_id WHERE j.slug = %s AND p.is_current GROUP BY 1 HAVING count(*) > 1",
                [self.slug],
            ).fetchall()
        return len(rows)

    def forget_settings(self) -> None:
        """The member has the usual keys, panes and aids again."""
        with psycopg.connect(self.stack.database_url) as connection:
            connection.execute(
                "DELETE FROM feedback_usersettings WHERE user_id = "
                "(SELECT id FROM feedback_user WHERE username = %s)",
                [self.slug],
            )

    def _number(self, condition: str) -> int:
        with psycopg.connect(self.stack.database_url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM feedback_preference p JOIN feedback_project j ON j.id = "
                f"p.project_id WHERE j.slug = %s AND {condition}",
                [self.slug],
            ).fetchone()
        return int(row[0]) if row else 0


QUIET = """() => document.getAnimations().every(animation =>
    animation.playState !== 'running' || animation.effect.getTiming().iterations === Infinity)"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(page: Page) -> None:
    """Waits until nothing moves any more and what was changed has been painted."""
    page.evaluate(TWO_FRAMES)
    page.wait_for_function(QUIET)


def make_workplace(
    stack: Stack,
    slug: str,
    comparisons: Sequence[Texts],
    *,
    role: str = "annotator",
    **settings: object,
) -> Workplace:
    data = {
        "slug": slug,
        "password": PASSWORD,
        "role": role,
        "comparisons": list(comparisons),
        "settings": settings,
    }
    stack.manage("shell", "--verbosity", "0", "--command", MAKE, stdin=json.dumps(data))
    return Workplace(stack, slug)


@contextmanager
def signed_in(
    browser: Browser, workplace: Workplace, **look: object
) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser of the workplace's member, on the annotation page."""
    settings: dict[str, object] = {"viewport": {"width": 1360, "height": 860}} | look
    context = browser.new_context(base_url=workplace.stack.url, **settings)  # type: ignore[arg-type]
    context.add_init_script(INTRODUCED.format(username=workplace.slug, slug=workplace.slug))
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    page.goto(f"/login?next={workplace.path}")
    page.get_by_label("User name").fill(workplace.slug)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="A is better")).to_be_enabled(timeout=15_000)
    yield context, page
    context.close()
    assert refused == [], "\n".join(refused)
