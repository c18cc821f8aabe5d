"""Reports on named people, for admins: what research exports say under pseudonyms alone."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from feedback.api.csv_renderer import CsvRenderer
from feedback.api.serializers import StrictSerializer
from feedback.selectors.rater_report import rater_report


class RaterReportFilterSerializer(StrictSerializer):
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    by_day = serializers.BooleanField(default=False, help_text="A row for each person and day.")
    format = serializers.ChoiceField(choices=["json", "csv"], required=False)


class RaterReportRowSerializer(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()
    day = serializers.CharField(required=False, help_text="Where asked by day.")
    answers = serializers.IntegerField(help_text="That stand.")
    taken_back = serializers.IntegerField(help_text="Undone or changed since.")
    skipped = serializers.IntegerField()
    flagged = serializers.IntegerField()
    hours = serializers.FloatField(help_text="Of both kinds of answers, half an hour each at most.")
    untimed = serializers.IntegerField(help_text="Answers without a time.")
    answers_per_hour = serializers.FloatField(allow_null=True)
    first = serializers.DateTimeField()
    last = serializers.DateTimeField()


class RaterReportView(APIView):
    renderer_classes = (JSONRenderer, CsvRenderer)

    @extend_schema(
        parameters=[RaterReportFilterSerializer],
        responses=RaterReportRowSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Answers, hours and pace by named person, for pay."""
        project = project_for(request, slug, Role.ADMIN)
        query = RaterReportFilterSerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = {k: v for k, v in query.validated_data.items() if k != "format"}
        rows = rater_report(project, **asked)
        return Response(RaterReportRowSerializer(rows, many=True).data)
