"""The stream of preferences, for trainers that learn as people answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from feedback.api.queue_serializers import MessageSerializer
from feedback.api.serializers import StrictSerializer
from feedback.models import Generator, Preference
from feedback.models import Response as StoredResponse
from feedback.pseudonyms import annotator_pseudonym
from feedback.selectors.preference_stream import parse_cursor, preferences_after

EVENTS = ("preference", "withdrawn")
MOST = 500


class _AskedSerializer(StrictSerializer):
    cursor = serializers.CharField(max_length=70, required=False, allow_blank=True, default="")
    page_size = serializers.IntegerField(min_value=1, max_value=MOST, default=100)


class StreamedResponseSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    text = serializers.CharField()
    generator = serializers.CharField()
    checkpoint = serializers.CharField(allow_null=True)


class StreamedComparisonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    stream = serializers.CharField()
    prompt_id = serializers.IntegerField()
    prompt = MessageSerializer(many=True)
    response_a = StreamedResponseSerializer()
    response_b = StreamedResponseSerializer()


class StreamEventSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    event = serializers.ChoiceField(choices=EVENTS)
    withdraws = serializers.IntegerField(
        allow_null=True, help_text="Of a withdrawal, the preference that stands no more."
    )
    comparison = StreamedComparisonSerializer(allow_null=True)
    choice = serializers.ChoiceField(choices=["a", "b", "tie"], allow_null=True)
    both_bad = serializers.BooleanField()
    strength = serializers.IntegerField(allow_null=True)
    axes = serializers.DictField()
    rationale = serializers.CharField()
    rater = serializers.CharField(help_text="A pseudonym, the same one as in exports.")
    created_at = serializers.DateTimeField()


class PreferenceStreamSerializer(serializers.Serializer[Any]):
    events = StreamEventSerializer(many=True)
    cursor = serializers.CharField(help_text="Give it with the next call.")
    more = serializers.BooleanField(help_text="Whether more are there already.")
    removals = serializers.IntegerField(
        help_text="How many removals have taken data of the project away for good. They leave no "
        "withdrawals: where this number has grown, begin anew."
    )


class PreferenceStreamView(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("cursor", str, description="Of the last page; none: the beginning."),
            OpenApiParameter("page_size", int, description=f"1 to {MOST}."),
        ],
        responses=PreferenceStreamSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Preferences and withdrawals after the cursor, oldest first. None is skipped, however
        late it was stored; a page that is empty has a cursor to ask again with."""
        project = project_for(request, slug, Role.RESEARCHER)
        asked = _AskedSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        page = preferences_after(
            project,
            parse_cursor(asked.validated_data["cursor"]),
            most=asked.validated_data["page_size"],
        )
        told = {
            "events": [_event(row) for row in page.rows],
            "cursor": str(page.cursor),
            "more": page.more,
            "removals": page.removals,
        }
        return Response(PreferenceStreamSerializer(told).data)


def _event(row: Preference) -> dict[str, Any]:
    withdrawn = row.choice == Preference.Choice.WITHDRAWN
    rater = row.rater
    if row.annotator_id is not None:
        rater = annotator_pseudonym(row.project_id, row.annotator_id)
    return {
        "id": row.pk,
        "event": "withdrawn" if withdrawn else "preference",
        "withdraws": row.supersedes_id if withdrawn else None,
        "comparison": None if withdrawn else _comparison(row),
        "choice": None if withdrawn else row.choice,
        "both_bad": row.both_bad,
        "strength": row.strength,
        "axes": row.axes,
        "rationale": row.rationale,
        "rater": rater,
        "created_at": row.created_at,
    }


def _comparison(row: Preference) -> dict[str, Any]:
    found = row.comparison
    return {
        "id": found.pk,
        "stream": found.stream,
        "prompt_id": found.prompt_id,
        "prompt": found.prompt.messages,
        "response_a": _response(found.response_a, row.generator_a),
        "response_b": _response(found.response_b, row.generator_b),
    }


def _response(response: StoredResponse, named: Generator | None) -> dict[str, Any]:
    """A vote that names who wrote the text speaks of no checkpoint."""
    checkpoint = None if named else response.checkpoint
    return {
        "id": response.pk,
        "text": response.text,
        "generator": (named or response.generator).name,
        "checkpoint": checkpoint.name if checkpoint else None,
    }
