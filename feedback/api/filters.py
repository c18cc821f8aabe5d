"""What lists can be narrowed to, and the words that can be looked for in them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from feedback.models import Comparison, Preference, Prompt, Response
from feedback.selectors import searching


class _Searched(filters.FilterSet):  # type: ignore[misc]
    q = filters.CharFilter(
        method="search", max_length=200, label="Words to look for: all of them have to occur."
    )

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        raise NotImplementedError


class PromptFilter(_Searched):
    format = filters.CharFilter(field_name="metadata__format", label="Imported in this format.")
    compared = filters.BooleanFilter(
        method="are_compared", label="Whether anything was asked about it."
    )

    class Meta:
        model = Prompt
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.prompts_about(rows, value)

    def are_compared(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        compared = Comparison.objects.values("prompt")
        return rows.filter(pk__in=compared) if value else rows.exclude(pk__in=compared)


class ResponseFilter(_Searched):
    prompt = filters.NumberFilter(field_name="prompt_id")
    generator = filters.CharFilter(field_name="generator__name")
    scored = filters.BooleanFilter(field_name="reward", lookup_expr="isnull", exclude=True)
    least_reward = filters.NumberFilter(field_name="reward", lookup_expr="gte")
    most_reward = filters.NumberFilter(field_name="reward", lookup_expr="lte")

    class Meta:
        model = Response
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.responses_about(rows, value)


class ComparisonFilter(_Searched):
    class Meta:
        model = Comparison
        fields = ("id", "status", "stream")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.comparisons_about(rows, value)


class PreferenceFilter(_Searched):
    """Nothing of it tells an annotator what was not theirs to know: they only see own answers."""

    current = filters.BooleanFilter(field_name="is_current")
    annotator = filters.CharFilter(field_name="annotator__username")
    rater = filters.CharFilter(field_name="rater")
    imported = filters.BooleanFilter(field_name="annotator", lookup_expr="isnull")
    since = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    until = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Preference
        fields = ("choice", "both_bad")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.preferences_about(rows, value)
