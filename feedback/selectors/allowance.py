"""Whether somebody may go on answering: quotas, and the qualification before real work."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet

from feedback.models import Comparison, Lease, Preference, Project, User
from feedback.selectors.time_zones import midnight, next_midnight

GOLD = Comparison.Stream.GOLD


class Allowance(NamedTuple):
    """``reason`` says why nothing more is asked, where it is not empty.

    ``qualifying``: comparisons with known answers come before real work; ``passing``: whether
    what was answered of them so far is enough, should there be no more of them.
    """

    reason: str = ""
    retry_at: datetime | None = None
    qualifying: bool = False
    passing: bool = True


class GoldRecord(NamedTuple):
    """How many comparisons with known answers somebody met, and answered as expected."""

    met: int
    right: int


def allowance_of(
    project: Project, annotator: User, *, member_quota: int | None, held: int
) -> Allowance:
    """What the annotator may be asked next. Leases held count as answers to come.

    Args:
        member_quota: the person's own in place of the project's, where there is one.
    """
    quota = project.quota if member_quota is None else member_quota
    if quota is not None or project.daily_quota is not None:
        given = answers_given(project, annotator)
        if quota is not None and given["all"] + held >= quota:
            return Allowance("quota_reached")
        if project.daily_quota is not None and given["today"] + held >= project.daily_quota:
            return Allowance("daily_quota_reached", next_midnight(project))
    return _qualification(project, annotator) if project.qualification_items else Allowance()


def _qualification(project: Project, annotator: User) -> Allowance:
    first = gold_record(project, annotator, first=project.qualification_items)
    passing = first.right >= project.qualification_pass * first.met
    if first.met < project.qualification_items:
        return Allowance(qualifying=True, passing=passing)
    return Allowance() if passing else Allowance("not_qualified")


def gold_record(project: Project, annotator: User, *, first: int | None = None) -> GoldRecord:
    """Of all that the annotator met, or of the ``first`` so many. What was skipped is not right."""
    answers = gold_answers(project, annotator).order_by("id")
    right = list(
        answers.annotate(is_right=Q(choice=F("comparison__expected"))).values_list(
            "created_at", "is_right"
        )
    )
    skipped = Lease.objects.filter(
        annotator=annotator,
        comparison__project=project,
        comparison__stream=GOLD,
        outcome=Lease.Outcome.SKIPPED,
    )
    met = sorted(
        [*right, *((ended, False) for ended in skipped.values_list("ended_at", flat=True))]
    )
    return GoldRecord(len(met[:first]), sum(is_right for _, is_right in met[:first]))


def gold_answers(project: Project, annotator: User) -> QuerySet[Preference]:
    """The annotator's standing answers to comparisons with known answers."""
    return Preference.objects.filter(
        project=project, annotator=annotator, is_current=True, comparison__stream=GOLD
    )


def answers_given(project: Project, annotator: User) -> dict[str, int]:
    """Standing answers of the annotator: ``all`` of them, and those of ``today``, as the
    project's time zone has it."""
    own = Preference.objects.filter(project=project, annotator=annotator, is_current=True)
    return own.aggregate(
        all=Count("pk"), today=Count("pk", filter=Q(created_at__gte=midnight(project)))
    )
