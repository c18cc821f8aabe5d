"""The live reward of an edited response, for whoever looks for what fools it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from rewardmodel.api import score_requests
from rewardmodel.selectors.length import length_of
from rewardmodel.services.edits import MOST_SENTENCES, score_edit


class EditSerializer(score_requests.LengthSerializer):
    prompt = score_requests.PromptField()
    response = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=100_000)
    sentences = serializers.BooleanField(
        default=False, help_text="Also what each sentence adds, which takes longer."
    )


class SentenceSerializer(serializers.Serializer[Any]):
    start = serializers.IntegerField(help_text="Of the characters of the response.")
    end = serializers.IntegerField()
    adds = serializers.FloatField(help_text="The reward less that without the sentence.")
    repeating_adds = serializers.FloatField(help_text="What saying it twice would add.")


class ScoredEditSerializer(serializers.Serializer[Any]):
    reward = serializers.FloatField()
    std = serializers.FloatField()
    familiarity = serializers.FloatField(
        allow_null=True, help_text="Share of the trained responses that are no more usual."
    )
    percentile = serializers.FloatField(
        allow_null=True, help_text="Share of the trained responses with a lesser reward."
    )
    truncated = serializers.BooleanField(help_text="Whether not all of it was read.")
    version = serializers.IntegerField()
    step = serializers.IntegerField()
    sentences = SentenceSerializer(
        many=True,
        allow_null=True,
        help_text=f"The first {MOST_SENTENCES}, by leaving out one at a time; none where there is "
        "only one, null where they were not asked for.",
    )


class ScoreEditView(APIView):
    works_archived = True
    max_body = score_requests.MAX_BODY

    @extend_schema(request=EditSerializer, responses=ScoredEditSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Reward of a response by the live head, and where it stands. Nothing is stored."""
        project = project_for(request, slug, Role.RESEARCHER)
        body = score_requests.checked(EditSerializer(data=request.data))
        scored = score_edit(
            project=project,
            prompt=body["prompt"],
            response=body["response"],
            length=length_of(project, body),
            with_sentences=body["sentences"],
        )
        return Response(ScoredEditSerializer(scored).data)
