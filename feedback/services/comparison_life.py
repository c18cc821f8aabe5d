"""A comparison's life: its states, what moves it from one to another, and the order of locks.

Whether a comparison is asked is said by its ``status``; why it is asked no more, by
``closed_because``. Both columns are written here and nowhere else, as ``MOVES`` allows.

Locks are always taken in one order, so that nobody waits for each other:

    project → membership → node → comparison → lease

The project's lock belongs to whoever changes a tree (settling, taking back an answer about a node)
or writes many comparisons at a time; within a transaction that holds it, several nodes may be
locked, each before its own comparisons. Whoever holds no project's lock locks one node and one
comparison at most. All locks are ``NO KEY``: rows that refer to what is locked can be stored.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from feedback.models import Comparison, Lease, Node, Project
from feedback.selectors.written_out import moment

Status, Reason = Comparison.Status, Comparison.Reason


class State(Enum):
    """What a comparison can be: its status, and the reason where that is closed."""

    OPEN = (Status.OPEN, "")
    FLAGGED = (Status.FLAGGED, "")
    ANSWERED = (Status.CLOSED, Reason.ANSWERED)
    SETTLED = (Status.CLOSED, Reason.SETTLED)
    DISMISSED = (Status.CLOSED, Reason.DISMISSED)
    RETIRED = (Status.CLOSED, Reason.RETIRED)


class Event(Enum):
    """What can happen to a comparison."""

    FILLED = auto()  # it has all the answers it wants
    TAKEN_BACK = auto()  # somebody withdrew an answer
    FLAGGED = auto()  # an annotator finds it broken
    REOPENED = auto()  # a researcher finds it is not
    DISMISSED = auto()  # a researcher finds it is
    ASKED_AGAIN = auto()  # a researcher wants one more answer
    SETTLED = auto()  # its node, or its monitor round, is not asked about any more
    UNSETTLED = auto()  # its node is asked about again
    RETIRED = auto()  # a gold comparison is asked no more
    RENEWED = auto()  # a gold comparison is asked again


OPEN, FLAGGED, ANSWERED = State.OPEN, State.FLAGGED, State.ANSWERED
SETTLED, DISMISSED, RETIRED = State.SETTLED, State.DISMISSED, State.RETIRED
MOVES: dict[State, dict[Event, State]] = {
    OPEN: {
        Event.FILLED: ANSWERED,
        Event.TAKEN_BACK: OPEN,
        Event.FLAGGED: FLAGGED,
        Event.ASKED_AGAIN: OPEN,
        Event.SETTLED: SETTLED,
        Event.RETIRED: RETIRED,
        Event.RENEWED: OPEN,
    },
    FLAGGED: {
        Event.REOPENED: OPEN,
        Event.DISMISSED: DISMISSED,
        Event.RETIRED: RETIRED,
        Event.RENEWED: OPEN,
    },
    ANSWERED: {
        Event.TAKEN_BACK: OPEN,
        Event.ASKED_AGAIN: OPEN,
        Event.RETIRED: RETIRED,
        Event.RENEWED: OPEN,
    },
    # Whoever held it when its node settled may still answer, and take that back.
    SETTLED: {
        Event.FILLED: ANSWERED,
        Event.TAKEN_BACK: SETTLED,
        Event.ASKED_AGAIN: OPEN,
        Event.UNSETTLED: OPEN,
    },
    # What a researcher ended only a researcher begins again.
    DISMISSED: {
        Event.TAKEN_BACK: DISMISSED,
        Event.ASKED_AGAIN: OPEN,
        Event.RETIRED: RETIRED,
        Event.RENEWED: OPEN,
    },
    RETIRED: {Event.TAKEN_BACK: RETIRED, Event.RETIRED: RETIRED, Event.RENEWED: OPEN},
}
MAY_BE_ANSWERED = (OPEN, SETTLED)

# One statement, since it runs at every answer. A settled node is locked before its comparison: its
# subquery is read before the rows found are locked. Any other node is left alone, so that people
# who answer about one node do not wait for each other.
LOCK_COMPARISON = """
SELECT c.*, held.node AS held_node
FROM (SELECT max(id) AS node FROM (
    SELECT n.id FROM feedback_node n
    WHERE n.state = 'settled'
      AND n.prompt_id = (SELECT prompt_id FROM feedback_comparison WHERE id = %s) {lock}
  ) AS settled) AS held, feedback_comparison c
WHERE c.id = %s {lock_comparison}
"""
END_LEASE = "UPDATE feedback_lease SET ended_at = %s, outcome = 'answered' WHERE id = %s"
COUNT_ANSWER = """
UPDATE feedback_comparison SET answers = %s, status = %s, closed_because = %s WHERE id = %s
"""


class NodeSettledMeanwhile(Exception):  # noqa: N818 - nothing is wrong, it is begun again
    """The comparison's node settled after it was looked for; the locks have to be taken anew."""


def state_of(comparison: Comparison) -> State:
    return State((Status(comparison.status), comparison.closed_because))


def move(comparison: Comparison, event: Event) -> None:
    """Changes a locked comparison as the event does; the caller saves it.

    Raises:
        ValueError: the event cannot happen to a comparison in its state.
    """
    state = state_of(comparison)
    if event not in MOVES[state]:
        raise ValueError(f"{event.name} cannot happen to a comparison that is {state.name}.")
    comparison.status, comparison.closed_because = MOVES[state][event].value


def lock_project(project_id: int) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def lock_node_of(prompt_id: int) -> Node | None:
    """The node whose present prompt it is, locked."""
    return (
        Node.objects.select_for_update(of=("self",), no_key=True).filter(prompt=prompt_id).first()
    )


def lock_comparison(pk: int) -> Comparison:
    """The comparison, locked."""
    return Comparison.objects.select_for_update(no_key=True).get(pk=pk)


def lock_to_answer(pk: int, *, project: Project | None = None) -> Comparison:
    """The comparison, locked, and before it its node where that has settled.

    Args:
        project: the comparison's, where it was read before.

    Raises:
        Comparison.DoesNotExist: there is none.
        NodeSettledMeanwhile: the caller has to begin again.
    """
    has_locks = connection.features.has_select_for_update
    statement = LOCK_COMPARISON.format(
        lock="FOR NO KEY UPDATE OF n" if has_locks else "",
        lock_comparison="FOR NO KEY UPDATE OF c" if has_locks else "",
    )
    for comparison in Comparison.objects.raw(statement, [pk, pk]):
        if project is not None and project.pk == comparison.project_id:
            comparison.project = project
        if state_of(comparison) is SETTLED and not comparison.held_node:  # type: ignore[attr-defined]
            settled = Node.objects.filter(prompt=comparison.prompt_id, state=Node.State.SETTLED)
            if settled.exists():
                raise NodeSettledMeanwhile
        return comparison
    raise Comparison.DoesNotExist


def note_answer(comparison: Comparison, lease: Lease, *, at: datetime) -> None:
    """Counts an answer, closes the comparison where it was the last one wanted, ends its lease,
    and puts its node in doubt where that had settled: it is looked at when nodes settle next."""
    comparison.answers += 1
    if comparison.answers >= comparison.wanted:
        move(comparison, Event.FILLED)
    status, reason = str(comparison.status), str(comparison.closed_because)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ANSWER, [comparison.answers, status, reason, comparison.pk])
        cursor.execute(END_LEASE, [moment(at), lease.pk])
    if node := comparison.held_node:  # type: ignore[attr-defined]
        Node.objects.filter(pk=node).update(in_doubt=True)


def save_life(comparison: Comparison, *beside: str) -> None:
    """Writes what `move` changed, and other columns."""
    comparison.save(update_fields=["status", "closed_because", *beside])


def settle_questions(prompt_id: int | None) -> None:
    """Nothing more is asked about a node's prompt. Its node is locked."""
    asked = Comparison.objects.filter(prompt=prompt_id, prompt__node__isnull=False)
    _move_all(asked, OPEN, Event.SETTLED)


def unsettle_questions(prompt_id: int | None) -> None:
    """What was closed because its node had settled is asked again. Its node is locked."""
    asked = Comparison.objects.filter(prompt=prompt_id, answers__lt=F("wanted")).filter(
        Q(monitor_round__isnull=True) | Q(monitor_round__closed_at__isnull=True)
    )
    _move_all(asked, SETTLED, Event.UNSETTLED)


def end_monitoring(round_id: int) -> None:
    """What is still open of a monitor round is asked of nobody else; who holds it may answer."""
    asked = Comparison.objects.filter(monitor_round=round_id)
    _move_all(asked, OPEN, Event.SETTLED)


def _move_all(rows: QuerySet[Comparison], state: State, event: Event) -> None:
    """The event happens to all of them that are in the state, but to no gold comparison."""
    status, reason = state.value
    found = rows.filter(status=status, closed_because=reason).exclude(stream=Comparison.Stream.GOLD)
    with transaction.atomic():
        locked = found.select_for_update(of=("self",), no_key=True).order_by("pk")
        ids = list(locked.values_list("pk", flat=True))
        status, reason = MOVES[state][event].value
        Comparison.objects.filter(pk__in=ids).update(status=status, closed_because=reason)
