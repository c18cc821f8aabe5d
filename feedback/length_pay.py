"""What a project's served rewards pay for length; what that does is `rewardmodel`'s to compute."""

from __future__ import annotations

from feedback.choices import Choice

UNPAID = "unpaid"
PAID = "paid"
CAPPED = "capped"
LENGTH_PAYS = (
    Choice(UNPAID, "Unpaid", "Of two equally good answers the longer is worth no more."),
    Choice(PAID, "Paid", "As people paid it when they compared answers."),
    Choice(CAPPED, "Paid up to a cap", "As people paid it, and words beyond the cap for nothing."),
)
# Words, where nobody says another cap.
USUAL_CAP = 200
MOST_WORDS = 1_000_000


def names_and_labels() -> list[tuple[str, str]]:
    """The ways as fields of models and of the API name their choices."""
    return [(way.name, way.label) for way in LENGTH_PAYS]
