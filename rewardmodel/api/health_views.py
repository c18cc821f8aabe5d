"""Health of the installation for superusers, and of a project for its admins."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, current_user, project_for
from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.models import Work
from rewardmodel.selectors.health import health_of
from rewardmodel.services.scorer_client import capacity


class HealthFilterSerializer(StrictSerializer):
    project = serializers.SlugField(required=False, help_text="The slug; needed by admins.")


class QueueWorkersSerializer(serializers.Serializer[Any]):
    queue = serializers.CharField()
    alive = serializers.IntegerField(help_text="Worker processes heard within a minute.")
    places = serializers.IntegerField(help_text="How much they do at a time.")


class KindOfWorkSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    queue = serializers.CharField()
    waiting = serializers.IntegerField(help_text="Due, and held by no worker.")
    running = serializers.IntegerField(help_text="Held by a worker.")
    put_off = serializers.IntegerField(help_text="Not due yet: a later try, or a later slice.")
    oldest_seconds = serializers.FloatField(help_text="How long the oldest waiting has waited.")


class HeadLagSerializer(serializers.Serializer[Any]):
    project = serializers.CharField()
    answers = serializers.IntegerField(help_text="That the live head has not learned yet.")
    oldest_seconds = serializers.FloatField(help_text="Age of the oldest of them.")


class AnswerToLiveSerializer(serializers.Serializer[Any]):
    answers = serializers.IntegerField(help_text="How many the figures are of.")
    median_seconds = serializers.FloatField(allow_null=True)
    p95_seconds = serializers.FloatField(allow_null=True)


class ScorerCapacitySerializer(serializers.Serializer[Any]):
    used = serializers.IntegerField(
        help_text="Requests for rewards under way in the web process that answers."
    )
    places = serializers.IntegerField(help_text="How many it takes at a time.")


class FailureSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    project = serializers.CharField(allow_null=True)
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Work.State.choices)
    failures = serializers.IntegerField(help_text="Tries in a row that failed.")
    error = ErrorSerializer(allow_null=True)
    failed_at = serializers.DateTimeField()
    retry_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where it was given up: a person may retry it."
    )


class HealthSerializer(serializers.Serializer[Any]):
    workers = QueueWorkersSerializer(many=True)
    work = KindOfWorkSerializer(many=True)
    head_lag = HeadLagSerializer(many=True)
    answer_to_live = AnswerToLiveSerializer()
    scorer = ScorerCapacitySerializer()
    failures = FailureSerializer(many=True)


class HealthView(APIView):
    @extend_schema(parameters=[HealthFilterSerializer], responses=HealthSerializer)
    def get(self, request: Request) -> Response:
        """Everything's, for superusers; a project's, for its admins."""
        asked = HealthFilterSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        slug = asked.validated_data.get("project")
        if slug is None and not current_user(request).is_superuser:
            raise PermissionDenied
        project = project_for(request, slug, Role.ADMIN) if slug is not None else None
        return Response(HealthSerializer({**health_of(project), "scorer": capacity()}).data)
