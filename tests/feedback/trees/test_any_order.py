"""Whatever people answer, take back and change, in whatever order: the tree says what they say."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.models import (
    Comparison,
    Document,
    Generator,
    Lease,
    Membership,
    Node,
    Preference,
    Project,
    Response,
    User,
)
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.prompts import add_responses
from feedback.services.queueing import Proposal, open_comparisons
from feedback.services.serving import lease_next
from feedback.services.settling import settle_nodes
from feedback.services.trees import add_document, open_documents
from feedback.splitting import Splitting

pytestmark = pytest.mark.django_db
TEXT = "\n\n".join(f"Plumb line {i} hangs. Its weight {i} draws it." for i in range(7))

steps = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", "answer", "undo", "late", "settle"]),
        st.integers(0, 10**6),
    ),
    max_size=40,
)


class World:
    """A small tree without extractive summaries: two candidates a node, told apart by a letter."""

    def __init__(self, context_from: str) -> None:
        self.project = Project.objects.create(
            slug=uuid.uuid4().hex[:12], name="Any order", overlap=2, settle_answers=1,
            settle_probability=0.0, fan_out=3, random_share=0.0, queue_size=500,
        )  # fmt: skip
        self.people = [
            User.objects.create_user(f"{self.project.slug}-{i}", password=None) for i in range(2)
        ]
        for person in self.people:
            Membership.objects.create(project=self.project, user=person, role="annotator")
        self.generator = Generator.objects.create(
            project=self.project, name="letters", kind=Generator.Kind.IMPORT
        )
        for name in ("leading", "lexrank", "frequency", "coverage", "random"):
            Generator.objects.create(
                project=self.project, name=name, kind="extractive", enabled=False
            )
        self.document = add_document(
            project=self.project, title="Lines", text=TEXT, context_from=context_from,
            splitting=Splitting(by="paragraphs"),
        )  # fmt: skip
        open_documents(project=self.project)
        self.refill()

    def nodes(self) -> list[Node]:
        return list(
            self.document.nodes.select_related("prompt", "settled_response", "parent").order_by(
                "height", "position"
            )
        )

    def refill(self) -> None:
        """Candidates and comparisons for whatever is open, as the workers make them."""
        for node in self.nodes():
            if node.state != Node.State.OPEN:
                continue
            for letter in "ab":
                add_responses(
                    prompt=node.prompt,
                    texts={self.generator: f"{letter}{node.height}.{node.position}"},
                )
            a, b = node.prompt.responses.order_by("id")
            proposal = Proposal(node.prompt_id, a.pk, b.pk, "active", "x", None, None, None, 0.0)
            open_comparisons(project=self.project, proposals=[proposal])

    def settle(self) -> None:
        self.score()
        while settle_nodes(project=self.project):
            self.refill()
            self.score()
        self.refill()

    def score(self) -> None:
        """The model here is the share of the votes."""
        for comparison in Comparison.objects.filter(project=self.project):
            votes = list(comparison.preferences.filter(is_current=True).values_list("choice"))
            share = (1 + sum(v == ("a",) for v in votes)) / (2 + len(votes))
            Response.objects.filter(pk=comparison.response_a_id).update(win_probability=share)
            Response.objects.filter(pk=comparison.response_b_id).update(win_probability=1 - share)

    def submit(self, comparison_id: int, person: User, seed: int) -> None:
        submit_preference(
            comparison_id=comparison_id, annotator=person, choice="ab"[seed % 2],
            submission_key=str(uuid.uuid4()),
        )  # fmt: skip

    def answer(self, seed: int) -> None:
        person = self.people[seed // 2 % 2]
        lease = lease_next(project=self.project, annotator=person)
        if isinstance(lease, Lease):
            self.submit(lease.comparison_id, person, seed)

    def late(self, seed: int) -> None:
        """One reads while the other answers and the node settles; then answers too."""
        slow, quick = self.people
        lease = lease_next(project=self.project, annotator=slow)
        if not isinstance(lease, Lease):
            return
        given = Preference.objects.filter(comparison=lease.comparison_id, is_current=True)
        if not given.exists():
            # Who just took an answer back holds one already.
            Lease.objects.get_or_create(
                comparison_id=lease.comparison_id, annotator=quick, ended_at=None,
                defaults={"first_shown": "a", "expires_at": lease.expires_at},
            )  # fmt: skip
            self.submit(lease.comparison_id, quick, seed + 1)
        self.settle()
        self.submit(lease.comparison_id, slow, seed)

    def undo(self, seed: int) -> None:
        given = Preference.objects.filter(project=self.project, is_current=True).order_by("id")
        if given:
            one = given[seed % len(given)]
            undo_preference(preference_id=one.pk, annotator=one.annotator)


def check(world: World) -> None:
    """What holds of every tree after everything was settled that could be."""
    nodes = world.nodes()
    by_parent: dict[int | None, list[Node]] = {}
    for node in nodes:
        by_parent.setdefault(node.parent_id, []).append(node)
    for node in nodes:
        children = by_parent.get(node.pk, [])
        if node.state in (Node.State.OPEN, Node.State.SETTLED):
            assert all(child.state == Node.State.SETTLED for child in children)
            if children:
                parts = [child.settled_response for child in children]
                assert node.source == "\n\n".join(part.text for part in parts)
                assert node.prompt.metadata["parts"] == [part.pk for part in parts]
            else:
                assert node.source == TEXT[node.start : node.end]
            check_context(world, node, by_parent[node.parent_id])
        assert (node.settled_response is not None) == (node.state == Node.State.SETTLED)
        if node.settled_response:
            assert node.settled_response.prompt_id == node.prompt_id
            best = max(node.prompt.responses.values_list("win_probability", flat=True))
            assert node.settled_response.win_probability == best
        open_now = Comparison.objects.filter(prompt__node=node, status="open")
        assert not open_now.exclude(prompt=node.prompt_id).exists()
        if node.state != Node.State.OPEN:
            assert not open_now.exists()
    root = nodes[-1]
    assert (Document.objects.get().state == "settled") == (root.state == Node.State.SETTLED)


def check_context(world: World, node: Node, siblings: list[Node]) -> None:
    if world.document.context_from == "summaries" and node.parent_id:
        before = [other for other in siblings if other.position < node.position][-4:]
        assert node.context == "\n\n".join(other.settled_response.text for other in before)


@pytest.mark.parametrize("context_from", ["text", "summaries"])
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_answer_is_lost_and_no_node_stands_on_what_has_changed(db, context_from, steps):
    from django.db import transaction

    with transaction.atomic():
        world = World(context_from)
        given = 0
        for step, seed in steps:
            before = set(Preference.objects.values_list("pk", "comparison", "choice", "annotator"))
            getattr(world, step)() if step == "settle" else getattr(world, step)(seed)
            after = set(Preference.objects.values_list("pk", "comparison", "choice", "annotator"))
            assert before <= after
            given += len(after - before)
            world.settle()
            check(world)
        # With everybody at work to the end, the tree is carried to its root.
        for seed in range(400):
            world.answer(2 * seed + seed % 3 % 2)
            world.settle()
            if Document.objects.get().state == "settled":
                break
        check(world)
        assert Document.objects.get().state == "settled"
        assert Comparison.objects.filter(answers__gt=2).count() == 0
        transaction.set_rollback(True)
