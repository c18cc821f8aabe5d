"""Which open nodes have an answer: enough people asked, and one response that is best."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from feedback.models import Comparison, Generation, Node, Preference, Project, Response
from feedback.models.work import PENDING
from feedback.selectors.candidates import undecided_nodes
from feedback.services.announcing import announce_responses
from feedback.services.comparison_life import lock_project
from feedback.services.trees import open_documents, reconsider_node, settle


class _Asked(NamedTuple):
    """How far one prompt's comparisons are."""

    answers: int
    ended: int


def settle_nodes(*, project: Project) -> int:
    """Settles open nodes whose best response is known, and opens what they were waited for by.

    A node settles after ``settle_answers`` answers when its best response is the best with
    ``settle_probability``, or when there is nothing left to ask about it. It waits for language
    models that are still writing. A node that settles may be all that its parent waited for,
    which may settle at once, having one child only. A settled node that was answered once more
    opens again, and makes stale what was asked with it, unless its response is still the best.

    Returns:
        How many nodes settled.
    """
    settled = 0
    with transaction.atomic():
        lock_project(project.pk)
        _resolve_doubts(project)
        while known := _known_best(project, Node.State.OPEN):
            for pk, response in sorted(known.items()):
                # An earlier one may have made it stale, or changed its prompt.
                node = Node.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
                if node.state == Node.State.OPEN:
                    settle(node, Response.objects.get(pk=response))
                    settled += 1
        if settled:
            announce_responses(project_id=project.pk)
    if settled:
        open_documents(project=project)
    return settled


def _resolve_doubts(project: Project) -> None:
    known = _known_best(project, Node.State.SETTLED)
    doubtful = Node.objects.filter(
        document__project=project, state=Node.State.SETTLED, in_doubt=True
    )
    for node in doubtful.order_by("height", "pk"):
        if node.prompt_id and known.get(node.pk) != node.settled_response_id:
            reconsider_node(prompt_id=node.prompt_id)
    doubtful.update(in_doubt=False)


def _known_best(project: Project, state: Node.State) -> dict[int, int]:
    """Undecided nodes in that state that have an answer: the response's id, by the node's."""
    nodes = undecided_nodes(project.pk).filter(state=state)
    prompts = dict(nodes.values_list("prompt", "pk"))
    chances: dict[int, dict[int, float]] = defaultdict(dict)
    responses = Response.objects.filter(prompt__in=nodes.values("prompt"))
    for pk, prompt, chance in responses.values_list("pk", "prompt", "win_probability"):
        chances[prompt][pk] = chance or 0.0
    asked = _asked(Comparison.objects.filter(prompt__in=nodes.values("prompt")))
    awaited = set(
        Generation.objects.filter(prompt__in=nodes.values("prompt"), state__in=PENDING).values_list(
            "prompt", flat=True
        )
    )
    ready = [
        prompt
        for prompt, of_prompt in chances.items()
        if prompt not in awaited and _is_known(project, of_prompt, asked.get(prompt, _Asked(0, 0)))
    ]
    wins = _wins(ready)
    return {
        prompts[prompt]: max(chances[prompt], key=lambda pk: (chances[prompt][pk], wins[pk], -pk))
        for prompt in ready
    }


def _is_known(project: Project, chances: dict[int, float], asked: _Asked) -> bool:
    pairs = len(chances) * (len(chances) - 1) // 2
    sure = max(chances.values()) >= project.settle_probability
    return asked.ended == pairs or (asked.answers >= project.settle_answers and sure)


def _asked(comparisons: QuerySet[Comparison]) -> dict[int, _Asked]:
    found: dict[int, _Asked] = {}
    for prompt, answers, wanted, status in comparisons.values_list(
        "prompt", "answers", "wanted", "status"
    ):
        before = found.get(prompt, _Asked(0, 0))
        ended = answers >= wanted or status != Comparison.Status.OPEN
        found[prompt] = _Asked(before.answers + answers, before.ended + ended)
    return found


def _wins(prompts: list[int]) -> Counter[int]:
    """Answers in which each response to the prompts was chosen."""
    wins: Counter[int] = Counter()
    rows = Preference.objects.filter(comparison__prompt__in=prompts, is_current=True)
    for choice, a, b in rows.values_list(
        "choice", "comparison__response_a", "comparison__response_b"
    ):
        if choice in (Preference.Choice.A, Preference.Choice.B):
            wins[a if choice == Preference.Choice.A else b] += 1
    return wins
