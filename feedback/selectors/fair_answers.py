"""Which answers are a fair sample of what people say, and which may be learned from."""

from __future__ import annotations

from django.db.models import F, Q


def given_unasked(preference: str = "") -> Q:
    """Answers that nobody asked for because of other answers to the same comparison.

    Args:
        preference: the lookup path to the preference, "" or with "__" at its end.
    """
    since = f"{preference}comparison__asked_again_at"
    before = {f"{preference}created_at__lt": F(since)}
    return Q(**{f"{since}__isnull": True}) | Q(**before)


def may_be_learned(preference: str = "") -> Q:
    """Answers that belong to no monitor round, or to one that is closed.

    Args:
        preference: the lookup path to the preference, "" or with "__" at its end.
    """
    about = f"{preference}comparison__monitor_round"
    return Q(**{f"{about}__isnull": True}) | Q(**{f"{about}__closed_at__isnull": False})
