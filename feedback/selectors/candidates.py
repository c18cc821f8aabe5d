"""What could be asked: responses that matter now, and pairs of them not yet compared."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from feedback.models import Comparison, Node, Project, Prompt, Response
from feedback.selectors.prompt_weights import prompt_weights

# Ids drawn for each prompt wanted, from a table too large to look at whole.
DRAWN_FOR_EACH = 50


class ResponseKey(NamedTuple):
    """A response by its ids and by the hashes of what it says and of what was asked."""

    pk: int
    prompt_id: int
    content_hash: str
    prompt_hash: str


_KEY = ("pk", "prompt_id", "content_hash", "prompt__content_hash")


def response_keys(responses: QuerySet[Response]) -> list[ResponseKey]:
    """Without the texts, which may be long and are seldom needed twice."""
    return [ResponseKey(*row) for row in responses.order_by("pk").values_list(*_KEY)]


def keys_by_id(ids: Iterable[int]) -> dict[int, ResponseKey]:
    return {key.pk: key for key in response_keys(Response.objects.filter(pk__in=set(ids)))}


def responses_of_open_nodes(project_id: int) -> QuerySet[Response]:
    """What may settle the nodes that are being answered, or unsettle those in doubt."""
    return Response.objects.filter(prompt__in=undecided_nodes(project_id).values("prompt"))


def undecided_nodes(project_id: int) -> QuerySet[Node]:
    """Nodes that are being answered, and settled ones that were answered once more."""
    return Node.objects.filter(document__project=project_id).filter(
        Q(state=Node.State.OPEN) | Q(state=Node.State.SETTLED, in_doubt=True)
    )


def askable_prompts(project_id: int) -> QuerySet[Prompt]:
    """Prompts that more may be asked about: of open nodes, and those that belong to no node."""
    return Prompt.objects.filter(project_id=project_id).filter(
        Q(node__isnull=True) | Q(current_node__state=Node.State.OPEN)
    )


def responses_of_prompts(prompts: QuerySet[Prompt], generator_id: int | None) -> QuerySet[Response]:
    """Responses to these prompts, of one generator or of all."""
    found = Response.objects.filter(prompt__in=prompts)
    return found if generator_id is None else found.filter(generator=generator_id)


def response_keys_before(project_id: int, pk: int, *, most: int) -> list[ResponseKey]:
    """Responses in use with a lesser id, newest first: those to askable prompts, and those of
    every comparison."""
    compared = Comparison.objects.filter(prompt=OuterRef("prompt"))
    in_use = Response.objects.filter(prompt__project_id=project_id, pk__lt=pk).filter(
        Q(prompt__in=askable_prompts(project_id)) | Exists(compared)
    )
    return [ResponseKey(*row) for row in in_use.order_by("-pk").values_list(*_KEY)[:most]]


def response_keys_after(project_id: int, prompt_id: int, *, most: int) -> list[ResponseKey]:
    """All responses to prompts with a greater id, in the order of the prompts."""
    later = Response.objects.filter(prompt__project=project_id, prompt__gt=prompt_id)
    rows = later.order_by("prompt_id", "pk").values_list(*_KEY)[:most]
    return [ResponseKey(*row) for row in rows]


def newest_questions(project_id: int, *, most: int) -> list[ResponseKey]:
    """Responses of the newest open comparisons, newest first."""
    asked = Comparison.objects.filter(project=project_id, status=Comparison.Status.OPEN)
    pairs = asked.order_by("-pk").values_list("response_a", "response_b")[: most // 2]
    ids = list(dict.fromkeys(pk for pair in pairs for pk in pair))
    keys = keys_by_id(ids)
    return [keys[pk] for pk in ids]


def sampled_prompts(project: Project, *, most: int) -> dict[int, float]:
    """Prompts with a pair not asked yet, drawn at random, each with its chance to be drawn.

    ``prompt_weights`` of the project thins out: a prompt of weight w is kept with the chance
    w / the greatest weight there is.
    """
    found, chance = _drawn_prompts(_unasked_prompts(project.pk), most)
    weights = prompt_weights(project, found)
    greatest = max(weights.values(), default=0.0)
    if greatest <= 0:
        return {}
    kept = {pk: weight / greatest for pk, weight in weights.items()}
    return {pk: share * chance for pk, share in kept.items() if random.random() < share}


def pairs_at_large(project_id: int, *, prompts: int) -> list[tuple[ResponseKey, ResponseKey]]:
    """All pairs, asked or not, of responses to some prompts that are drawn at random: what the
    reward is for."""
    several = _counted(project_id).filter(n__gte=2)
    drawn, _ = _drawn_prompts(several, prompts)
    return _pairs(drawn)


def candidate_pairs(prompts: Collection[int]) -> list[tuple[ResponseKey, ResponseKey]]:
    """Pairs of responses to these prompts that no comparison holds.

    Never all pairs of a project. Nobody is asked about two equal texts, which sources may name
    apart.
    """
    taken = set(
        Comparison.objects.filter(prompt__in=prompts).values_list("response_a", "response_b")
    )
    return [(a, b) for a, b in _pairs(prompts) if (a.pk, b.pk) not in taken]


def _pairs(prompts: Collection[int]) -> list[tuple[ResponseKey, ResponseKey]]:
    """Pairs of different responses to these prompts, the lesser id first."""
    by_prompt: dict[int, list[ResponseKey]] = {}
    for key in response_keys(Response.objects.filter(prompt__in=prompts)):
        by_prompt.setdefault(key.prompt_id, []).append(key)
    return [
        (a, b)
        for responses in by_prompt.values()
        for index, a in enumerate(responses)
        for b in responses[index + 1 :]
        if a.content_hash != b.content_hash
    ]


def _counted(project_id: int) -> QuerySet[Any]:
    """Askable prompts, each with how many responses and comparisons it has."""
    return askable_prompts(project_id).annotate(
        n=_count_of(Response.objects), compared=_count_of(Comparison.objects)
    )


def _unasked_prompts(project_id: int) -> QuerySet[Any]:
    """Those with a pair not asked yet: a prompt whose every pair is asked already would only take
    the place of another."""
    return _counted(project_id).filter(n__gte=2, compared__lt=F("n") * (F("n") - 1) / 2)


def _drawn_prompts(prompts: QuerySet[Any], most: int) -> tuple[list[int], float]:
    """At most so many of the prompts, drawn at random, and the chance of each.

    In a large table ids are drawn first, so that the time does not grow with it.
    """
    ids = Prompt.objects.aggregate(low=Min("pk"), high=Max("pk"))
    span = ids["high"] - ids["low"] + 1 if ids["low"] else 0
    draws = most * DRAWN_FOR_EACH
    if span > draws:
        drawn = random.sample(range(ids["low"], ids["high"] + 1), draws)
        found = list(prompts.filter(pk__in=drawn).values_list("pk", flat=True))
        if len(found) >= most:  # else the project is a small part of the table
            return random.sample(found, most), draws / span * most / len(found)
    everything = list(prompts.values_list("pk", flat=True))
    if len(everything) <= most:
        return everything, 1.0
    return random.sample(everything, most), most / len(everything)


def _count_of(rows: Any) -> Coalesce:
    """How many rows of a table belong to the prompt."""
    own = rows.filter(prompt=OuterRef("pk")).order_by().values("prompt")
    return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)
