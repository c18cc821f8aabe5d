"""Evaluation sets, and how every version does on them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, project_for
from feedback.models import EvaluationSet, Project
from rewardmodel.models import EvaluationResult


class ShareWithIntervalSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Wilson's 95 % interval.")
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()


class OrderFiguresSerializer(serializers.Serializer[Any]):
    accuracy = ShareWithIntervalSerializer(
        help_text="Items all of whose pairs are ordered right; best of 4 where there are four."
    )
    pair_accuracy = serializers.FloatField(allow_null=True)
    pairs = serializers.IntegerField()
    subsets = serializers.DictField(child=ShareWithIntervalSerializer())
    categories = serializers.DictField(
        child=serializers.FloatField(), help_text="RewardBench's, where the subsets are its own."
    )
    score = serializers.FloatField(allow_null=True, help_text="Mean of the categories.")


class EvaluationResultSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="Its number.")
    items = serializers.IntegerField(help_text="As many as the set had then.")
    step = serializers.IntegerField(allow_null=True)
    figures = OrderFiguresSerializer(allow_null=True)
    error = serializers.CharField(help_text="Why the version could not be scored.")
    created_at = serializers.DateTimeField()


class EvaluationSetSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    items = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    results = EvaluationResultSerializer(many=True, help_text="By version, newest first.")


class EvaluationSetListView(APIView):
    @extend_schema(responses=EvaluationSetSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        """All evaluation sets of the project, by name, each with every version's figures."""
        project = project_for(request, slug, Role.RESEARCHER)
        return Response(EvaluationSetSerializer(_sets(project), many=True).data)


def _sets(project: Project) -> list[dict[str, Any]]:
    sets = EvaluationSet.objects.filter(project=project).annotate(count=Count("items"))
    results: dict[int, list[EvaluationResult]] = {}
    found = EvaluationResult.objects.filter(evaluation_set__project=project)
    for each in found.select_related("version").order_by("-version__number"):
        results.setdefault(each.evaluation_set_id, []).append(each)
    return [
        {
            "id": each.pk,
            "name": each.name,
            "items": each.count,
            "created_at": each.created_at,
            "results": [_result(result) for result in results.get(each.pk, ())],
        }
        for each in sets.order_by("name")
    ]


def _result(result: EvaluationResult) -> dict[str, Any]:
    return {
        "version": result.version.number,
        "items": result.items,
        "step": result.step,
        "figures": result.figures or None,
        "error": result.error,
        "created_at": result.created_at,
    }
