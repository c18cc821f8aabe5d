"""What annotators see of a part of a document: nothing while it is asked, then its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bench.stack import Stack
from tests.e2e.people import number, wait_for
from tests.e2e.projects import Workplace, make_workplace, signed_in
from tests.e2e.test_accessibility import look
from tests.e2e.test_reading import LONGEST_TASK
from tests.e2e.test_trees import highlighted

pytestmark = pytest.mark.e2e
# Two parts with two responses each, so that there is one comparison to each of them.
PLANT = """
from feedback.models import *
from feedback.services.prompts import messages_hash, text_hash
project = Project.objects.get(slug="{slug}")
Comparison.objects.filter(project=project).update(
    status="closed", closed_because="dismissed"
)
generator = Generator.objects.get(project=project, name="written")
text = "A plumb line hangs from a nail. Its weight draws it."
document = Document.objects.create(project=project, title="Tools", text=text, state="open")
root = Node.objects.create(document=document, height=1, position=0, start=0, end=len(text))
for position, (start, end) in enumerate(((0, 31), (32, 52))):
    messages = [{{"role": "user", "content": text[start:end]}}]
    prompt = Prompt.objects.create(
        project=project, messages=messages, content_hash=messages_hash(messages),
        origin=f"part {{position}}",
    )
    node = Node.objects.create(
        document=document, parent=root, height=0, position=position, start=start, end=end,
        state="open",
        source=text[start:end], prompt=prompt, context="A book of tools.",
    )
    prompt.node = node
    prompt.save()
    a, b = (
        Response.objects.create(
            prompt=prompt, generator=generator, text=words, content_hash=text_hash(words)
        )
        for words in (f"A line, {{position}}.", f"A weight, {{position}}.")
    )
    Comparison.objects.create(
        project=project, prompt=prompt, response_a=a, response_b=b, stream="active",
        priority=10 - position,
    )
"""

# A document of more than 100,000 characters that has a summary already.
SETTLED = """
from feedback.models import *
from feedback.services.prompts import messages_hash, text_hash
project = Project.objects.get(slug="{slug}")
generator = Generator.objects.get(project=project, name="written")
lines = [f"Line {{n}} has words about cord number {{n * 7}} and its weight." for n in range(2200)]
lines[1500] = "The mason 😀 trusts a plumb line above all."
text = "\\n".join(lines)
assert len(text) > 100_000
document = Document.objects.create(project=project, title="Long", text=text, state="settled")
messages = [{{"role": "user", "content": "Summarise."}}]
prompt = Prompt.objects.create(
    project=project, messages=messages, content_hash=messages_hash(messages), origin="long",
)
node = Node.objects.create(
    document=document, height=0, position=0, start=0, end=len(text), state="settled",
    source=text, prompt=prompt,
)
prompt.node = node
prompt.save()
node.settled_response = Response.objects.create(
    prompt=prompt, generator=generator, text=lines[1500], content_hash=text_hash(lines[1500])
)
node.save()
print(document.pk)
"""

WATCH = """() => {
    window.longest = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        window.longest = Math.max(window.longest, entry.duration);
    })).observe({type: 'longtask'});
}"""
# The marked words stand within the part of the document that is in sight.
SEEN = """() => {
    const [range] = CSS.highlights.get('source');
    const place = range.getBoundingClientRect();
    const box = range.startContainer.parentElement.parentElement.getBoundingClientRect();
    return place.height > 0 && place.top >= box.top && place.bottom <= box.bottom;
}"""


def node_at(workplace: Workplace, position: int) -> int:
    return number(
        workplace.stack,
        "SELECT n.id FROM feedback_node n JOIN feedback_document d ON d.id = n.document_id JOIN "
        f"feedback_project p ON p.id = d.project_id WHERE p.slug = '{workplace.slug}' "
        f"AND n.position = {position}",
    )


def test_a_part_opens_once_it_is_answered(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    texts = [("And then?", "Yes.", "No.")]
    workplace = make_workplace(stack, "parts", texts, settle_answers=1000)
    stack.manage("shell", "-v", "0", "-c", PLANT.format(slug=workplace.slug))
    with signed_in(browser, workplace) as (_, page):
        page.reload()
        # Where the part stands and what came before it is seen while comparing.
        source = page.get_by_role("region", name="Source")
        expect(source.get_by_text("part 1 of 2")).to_be_visible()
        expect(source.get_by_text("A book of tools.")).to_be_visible()
        page.goto(f"/projects/{workplace.slug}/nodes/{node_at(workplace, 0)}")
        expect(page.get_by_text("It opens once you have answered")).to_be_visible()
        expect(page.get_by_role("region", name="Responses")).to_be_hidden()
        page.goto(workplace.path)
        expect(source.get_by_text("part 1 of 2")).to_be_visible()
        page.keyboard.press("ArrowLeft")
        last = page.get_by_role("button", name="The part just answered")
        expect(last).to_be_visible()
        page.keyboard.press("v")
        expect(page.get_by_role("heading", name="Part 1")).to_be_visible()
        expect(page.get_by_text("A plumb line hangs from a nail.")).to_be_visible()
        responses = page.get_by_role("region", name="Responses")
        expect(responses.get_by_text("A weight, 0.")).to_be_visible()
        asked = page.get_by_role("region", name="Comparisons")
        expect(asked.get_by_role("columnheader", name="Your answer")).to_be_visible()
        expect(asked.get_by_role("columnheader", name="Tie")).to_be_hidden()
        page.screenshot(path=screenshots / "node-page.png")
        assert look(page, "node page") == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.goto(f"/projects/{workplace.slug}/history")
        page.get_by_role("link", name="Its part").click()
        expect(page.get_by_role("heading", name="Part 1")).to_be_visible()
        page.goto(f"/projects/{workplace.slug}/nodes/{node_at(workplace, 1)}")
        expect(page.get_by_text("It opens once you have answered")).to_be_visible()


def test_a_sentence_of_the_root_is_marked_in_the_whole_document(
    stack: Stack, browser: Browser, screenshots: Path
) -> None:
    texts = [("And then?", "Yes.", "No.")]
    workplace = make_workplace(stack, "long-document", texts, role="researcher")
    made = stack.manage("shell", "-v", "0", "-c", SETTLED.format(slug=workplace.slug))
    with signed_in(browser, workplace) as (_, page):
        page.goto(f"/projects/{workplace.slug}/documents/{made.split()[-1]}")
        page.evaluate(WATCH)
        expect(page.get_by_role("region", name="Document", exact=True)).to_be_hidden()
        page.get_by_role("button", name="The mason").click()
        whole = page.get_by_role("group", name="Text of the document")
        expect(whole).to_be_visible()
        wait_for(
            lambda: highlighted(page, "source") == "The mason 😀 trusts a plumb line above all."
        )
        page.wait_for_function(SEEN)
        page.screenshot(path=screenshots / "document-text.png")
        longest = page.evaluate("longest")
        print(f"longest task with a document of 100,000 characters: {longest} ms")
        assert longest < LONGEST_TASK
        page.get_by_role("button", name="The mason").click()
        expect(whole).to_be_hidden()
        assert highlighted(page, "source") == ""
