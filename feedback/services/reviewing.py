"""What researchers do with comparisons: settle flags, and ask for one more answer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Node, Prompt
from feedback.services.comparison_life import (
    Event,
    State,
    lock_comparison,
    lock_node_of,
    move,
    save_life,
    state_of,
)

# As many as a project's overlap may be.
MOST_ANSWERS = 25


def resolve_flag(*, comparison_id: int, status: Comparison.Status) -> Comparison:
    """Opens a flagged comparison again, or closes it for good.

    Where its node is not asked about any more, opening it again leaves it as the others there are.

    Raises:
        Refusal: ``not_flagged``.
    """
    with transaction.atomic():
        prompt = Prompt.objects.get(comparisons=comparison_id)
        node = lock_node_of(prompt.pk)
        comparison = lock_comparison(comparison_id)
        if state_of(comparison) is not State.FLAGGED:
            raise Refusal("not_flagged", "This comparison is not flagged.")
        opens = status == Comparison.Status.OPEN
        move(comparison, Event.REOPENED if opens else Event.DISMISSED)
        is_asked = prompt.node_id is None or (node is not None and node.state == Node.State.OPEN)
        if opens and not is_asked and comparison.stream != Comparison.Stream.GOLD:
            move(comparison, Event.SETTLED)
        save_life(comparison)
    return comparison


def ask_again(*, comparison_id: int) -> Comparison:
    """Asks for one more answer than was given or wanted so far, before all else of its stream.

    Whoever answered already is not asked. The time is kept: what is asked for because of the
    answers given is no fair sample, and no honest figure counts it.

    Raises:
        Refusal: ``flagged`` while a flag is not settled; ``imported`` for a comparison that came
            with its answer, which nobody is asked about; ``gold``; ``monitor``; ``asked_enough``.
    """
    with transaction.atomic():
        comparison = lock_comparison(comparison_id)
        if state_of(comparison) is State.FLAGGED:
            raise Refusal("flagged", "This comparison is flagged. Settle the flag first.")
        if comparison.stream == Comparison.Stream.IMPORTED:
            raise Refusal("imported", "Nobody is asked about imported comparisons.")
        if comparison.stream == Comparison.Stream.GOLD:
            raise Refusal("gold", "Everybody is asked about gold comparisons as it is.")
        if comparison.stream == Comparison.Stream.MONITOR:
            raise Refusal("monitor", "A comparison of a monitor round is asked once.")
        if comparison.wanted >= MOST_ANSWERS:
            raise Refusal("asked_enough", f"At most {MOST_ANSWERS} people are asked.")
        rivals = Comparison.objects.filter(
            project=comparison.project_id, stream=comparison.stream, status=Comparison.Status.OPEN
        )
        top = rivals.aggregate(top=Max("priority"))["top"] or 0.0
        comparison.wanted = max(comparison.wanted, comparison.answers) + 1
        move(comparison, Event.ASKED_AGAIN)
        comparison.priority = top + 1.0
        comparison.asked_again_at = comparison.asked_again_at or timezone.now()
        save_life(comparison, "wanted", "priority", "asked_again_at")
    return comparison
