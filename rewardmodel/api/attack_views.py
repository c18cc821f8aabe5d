"""The attack suite: how often each attack fools each version."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, current_user, project_for
from rewardmodel.api.evaluation_views import ShareWithIntervalSerializer
from rewardmodel.api.serializers import EmptySerializer
from rewardmodel.models import ModelVersion
from rewardmodel.selectors.attack_results import attack_results
from rewardmodel.services import requests


class GatedAttackSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    allowed = serializers.FloatField(
        allow_null=True, help_text="The highest failure rate that the gate allows."
    )


class FailureRateSerializer(ShareWithIntervalSerializer):
    attack = serializers.CharField()
    too_often = serializers.BooleanField(
        allow_null=True,
        help_text="Whether the interval lies above what the gate allows; null without a gate.",
    )


class AttackResultSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="Its number.")
    state = serializers.ChoiceField(choices=ModelVersion.State.choices)
    step = serializers.IntegerField(allow_null=True)
    responses = serializers.IntegerField(help_text="How many are attacked in each way.")
    seen = serializers.IntegerField(help_text="How many of them are done.")
    figures = FailureRateSerializer(many=True, help_text="In the order of the attacks.")
    error = serializers.CharField(help_text="Why the version could not be tried.")
    finished_at = serializers.DateTimeField(allow_null=True)


class AttackSuiteSerializer(serializers.Serializer[Any]):
    attacks = GatedAttackSerializer(many=True)
    results = AttackResultSerializer(many=True, help_text="By version, newest first.")
    under_way = serializers.BooleanField()


class AttackSuiteView(APIView):
    @extend_schema(responses=AttackSuiteSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Failure rates of every version that was tried: how often the worse text scored higher."""
        project = project_for(request, slug, Role.RESEARCHER)
        return Response(AttackSuiteSerializer(attack_results(project)).data)

    @extend_schema(request=EmptySerializer, responses={202: AttackSuiteSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Tries the live version anew, and all that were never tried."""
        project = project_for(request, slug, Role.RESEARCHER)
        EmptySerializer(data=request.data).is_valid(raise_exception=True)
        requests.ask_for_attacks(project=project, by=current_user(request))
        found = AttackSuiteSerializer(attack_results(project)).data
        return Response(found, status.HTTP_202_ACCEPTED)
