"""How one person works, kept for all their browsers."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from feedback.errors import Refusal
from feedback.models import User, UserSettings

AIDS = ("plain", "difference", "scroll_lock", "sources")
USUAL: dict[str, Any] = {
    "keys": {},
    "reading": dict.fromkeys(AIDS, False),
    "panes": {},
    "labelling": {"daily_goal": 0},
}
MOST_BYTES = 16_384  # of the whole document as JSON


def settings_of(user: User) -> dict[str, Any]:
    """The person's settings by section; the usual ones where nothing was set."""
    found = UserSettings.objects.filter(user=user).first()
    return {**USUAL, **(found.document if found else {})}


def change_settings(*, user: User, sections: dict[str, Any]) -> dict[str, Any]:
    """Replaces whole sections and returns the document; the last write of a section wins.

    Raises:
        Refusal: ``too_large``; the document stays as it was.
    """
    with transaction.atomic():
        UserSettings.objects.get_or_create(user=user)
        stored = UserSettings.objects.select_for_update().get(user=user)
        stored.document = stored.document | sections
        if len(json.dumps(stored.document).encode()) > MOST_BYTES:
            raise Refusal("too_large", f"Settings have at most {MOST_BYTES >> 10} KiB.", status=413)
        stored.save(update_fields=["document"])
    return {**USUAL, **stored.document}
