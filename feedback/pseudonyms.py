"""Names for people that lead nobody back to them: the same one each time within a project."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def rater_pseudonym(project_id: int, rater: str) -> str:
    """For a rater whom an imported file names."""
    return f"r-{_digest(f'rater:{project_id}', rater)}"


def annotator_pseudonym(project_id: int, user_id: int) -> str:
    """For a person who answered here."""
    return f"p-{_digest(f'annotator:{project_id}', str(user_id))}"


def _digest(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()[:16]
