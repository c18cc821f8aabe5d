"""What the model thinks of raters, as exports look it up."""

from __future__ import annotations

from feedback.exports.rater_posterior import TYPICAL, RaterEffect
from feedback.models import RaterOpinion
from feedback.pseudonyms import annotator_pseudonym


def rater_effects(project_id: int) -> dict[str, RaterEffect]:
    """By the name that exports have for a rater; the empty name is the typical rater's."""
    found = {"": TYPICAL}
    for row in RaterOpinion.objects.filter(project=project_id).order_by("id"):
        name = row.pseudonym
        if row.annotator_id is not None:
            name = annotator_pseudonym(project_id, row.annotator_id)
        found[name] = RaterEffect(row.reliability, row.side_bias, row.log_tie)
    return found
