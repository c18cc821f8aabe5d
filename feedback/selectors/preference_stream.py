"""What became of preferences after a point: new ones and withdrawals, in the order of their ids.

Rows are never edited and a withdrawal is a row, so the ids are the order of the stream. PostgreSQL
gives ids before it commits: a row may appear after others with greater ids. Whoever reads must not
pass it by, and whoever answers must not wait for readers. So a cursor says, beside the last id that
was served, a *mark*: the greatest id at a moment, and the first transaction that had not begun
then. Once every transaction below that has ended, all rows up to the mark are there that ever will
be, and only these are served. Writers have their transaction's number before they take an id: who
answers or takes back locks rows first, and imports ask for it (`imports.bulk`).
"""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, QuerySet

from feedback.errors import Refusal
from feedback.models import Preference, Project, Removal

_CURSOR = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})\.([0-9]{1,20})")
_MOST = 2**63 - 1
# Seconds that a reader waits for transactions that had just begun, and between looks.
PATIENCE, PAUSE = 1.0, 0.02


class Cursor(NamedTuple):
    """``served``: the last id that was passed. All ids up to ``mark`` are known once every
    transaction below ``horizon`` has ended."""

    served: int = 0
    mark: int = 0
    horizon: int = 0

    def __str__(self) -> str:
        return f"{self.served}.{self.mark}.{self.horizon}"


class Page(NamedTuple):
    """Rows in order, where to go on, whether more are there already, and how many removals have
    taken rows away for good: these leave no withdrawal."""

    rows: list[Preference]
    cursor: Cursor
    more: bool
    removals: int


class _Now(NamedTuple):
    """The greatest id there is, the oldest transaction under way, the first not begun."""

    mark: int
    oldest: int
    next: int


def parse_cursor(text: str) -> Cursor:
    """Raises Refusal ``bad_cursor`` for what was never given out."""
    found = _CURSOR.fullmatch(text)
    if text and (found is None or int(found[1]) > _MOST or int(found[2]) > _MOST):
        raise Refusal("bad_cursor", "This is no cursor of this stream.", status=400)
    return Cursor(*map(int, found.groups())) if found else Cursor()


def preferences_after(
    project: Project, cursor: Cursor, *, most: int, patience: float = PATIENCE
) -> Page:
    """Preferences and withdrawals of the project after the cursor, ``most`` at a time.

    Where somebody is just writing, it waits for a moment; what cannot be told by then comes with
    the next page.
    """
    end = time.monotonic() + patience
    safe, mark = _known_up_to(cursor)
    while safe <= cursor.served < mark.mark and time.monotonic() < end:
        time.sleep(PAUSE)
        safe, mark = _known_up_to(mark)
    rows = list(_rows(project).filter(pk__gt=cursor.served, pk__lte=safe)[: most + 1])
    more = len(rows) > most
    rows = rows[:most]
    if more:
        following = Cursor(rows[-1].pk, safe, 0)  # up to there all is known
    else:
        following = mark._replace(served=max(safe, cursor.served))
    removals = Removal.objects.filter(project=project, state=Removal.State.SUCCEEDED).count()
    return Page(rows, following, more, removals)


def _known_up_to(cursor: Cursor) -> tuple[int, Cursor]:
    """The greatest id up to which all is known, and the cursor with its mark or a new one."""
    now = _now()
    if now.oldest >= now.next:  # nobody writes
        return now.mark, cursor._replace(mark=now.mark, horizon=now.next)
    if cursor.mark > cursor.served and now.oldest >= cursor.horizon:
        return cursor.mark, cursor._replace(mark=now.mark, horizon=now.next)
    if cursor.mark > cursor.served:
        return cursor.served, cursor
    return cursor.served, cursor._replace(mark=now.mark, horizon=now.next)


def _now() -> _Now:
    if connection.vendor != "postgresql":  # one writes at a time: what has an id is there
        greatest = Preference.objects.aggregate(greatest=Max("pk"))["greatest"] or 0
        return _Now(greatest, 0, 0)
    with connection.cursor() as cursor:
        # One statement, so that all three are of the same moment.
        cursor.execute(
            "SELECT COALESCE(MAX(id), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint, "
            f"pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM "
            f'"{Preference._meta.db_table}"'
        )
        return _Now(*cursor.fetchone())


def _rows(project: Project) -> QuerySet[Preference]:
    sides = [f"comparison__response_{side}" for side in "ab"]
    related = [f"{side}__{of}" for side in sides for of in ("generator", "checkpoint")]
    return (
        Preference.objects.filter(project=project)
        .select_related("comparison__prompt", *related, "generator_a", "generator_b")
        .order_by("pk")
    )
