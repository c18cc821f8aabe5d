"""Texts that the model knows only in part."""

from __future__ import annotations

from feedback.models import Response
from rewardmodel.models import Embedding, LiveHead


def truncated_responses(head: LiveHead) -> int:
    """How many responses of the project were too long to be read whole by the live version."""
    cut = Embedding.objects.filter(encoder_key=head.reader_key).exclude(cut_response="")
    return Response.objects.filter(
        prompt__project=head.project_id, content_hash__in=cut.values("cut_response")
    ).count()
