"""What lists can be narrowed to, and the words that can be looked for in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from feedback.models import Comparison, Generator, Preference, Prompt, Response
from feedback.selectors import searching
from feedback.selectors.domains import domain_of_prompt

# Filters of answers by how their comparison came to be asked and who wrote its responses, which
# annotators are not to know.
HOW_ASKED = ("stream", "acquisition_rule", "policy", "generator", "checkpoint")


class MomentField(filters.IsoDateTimeFilter.field_class):  # type: ignore[misc]
    """A moment in UTC. Databases know smaller offsets from UTC than ISO 8601 does."""

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else moment
        except OverflowError as error:
            raise ValidationError("No such moment can be named.") from error


class MomentFilter(filters.IsoDateTimeFilter):  # type: ignore[misc]
    field_class = MomentField


class RowFilter(filters.NumberFilter):  # type: ignore[misc]
    """The number of a row: whole, and no larger than databases count."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, min_value=0, max_value=2**63 - 1, **options)


class _Searched(filters.FilterSet):  # type: ignore[misc]
    """``to_prompt`` leads from a row to its prompt, ``to_comparison`` to its comparison."""

    to_prompt = ""
    to_comparison = ""

    q = filters.CharFilter(
        method="search", max_length=200, label="Words to look for: all of them have to occur."
    )
    domain = filters.CharFilter(
        method="about_domain",
        max_length=200,
        label="What its prompt is about: its metadata's domain, topic, subset or category, or the "
        "title of its document.",
    )
    since = MomentFilter(field_name="created_at", lookup_expr="gte")
    until = MomentFilter(field_name="created_at", lookup_expr="lt")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        raise NotImplementedError

    def about_domain(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.alias(about=domain_of_prompt(self.to_prompt))
        return found.filter(about=value)

    def by_generator(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        sides = [f"{self.to_comparison}response_{side}__generator__name" for side in "ab"]
        return rows.filter(Q(**{sides[0]: value}) | Q(**{sides[1]: value}))

    def by_checkpoint(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        sides = [f"{self.to_comparison}response_{side}__checkpoint__name" for side in "ab"]
        return rows.filter(Q(**{sides[0]: value}) | Q(**{sides[1]: value}))


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
    to_prompt = "prompt__"

    prompt = RowFilter(field_name="prompt_id")
    generator = filters.CharFilter(field_name="generator__name")
    checkpoint = filters.CharFilter(field_name="checkpoint__name")
    kind = filters.ChoiceFilter(
        field_name="generator__kind", choices=Generator.Kind.choices, label="Kind of generator."
    )
    scored = filters.BooleanFilter(field_name="reward", lookup_expr="isnull", exclude=True)
    least_reward = filters.NumberFilter(field_name="reward", lookup_expr="gte")
    most_reward = filters.NumberFilter(field_name="reward", lookup_expr="lte")

    class Meta:
        model = Response
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.responses_about(rows, value)


class ComparisonFilter(_Searched):
    to_prompt = "prompt__"

    acquisition_rule = filters.CharFilter(label="The rule that chose it.")
    policy = filters.CharFilter(field_name="acquisition_rule")
    generator = filters.CharFilter(
        method="by_generator", label="Which wrote one of the two responses."
    )
    checkpoint = filters.CharFilter(
        method="by_checkpoint", label="Of the model that wrote one of the two responses."
    )
    answered = filters.BooleanFilter(
        method="are_answered", label="Whether anybody's answer to it stands."
    )
    member = filters.CharFilter(method="answered_by", label="Whose answer to it stands.")

    class Meta:
        model = Comparison
        fields = ("id", "status", "stream")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.comparisons_about(rows, value)

    def are_answered(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(answers__gt=0) if value else rows.filter(answers=0)

    def answered_by(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        answers = Preference.objects.filter(is_current=True, annotator__username=value)
        return rows.filter(pk__in=answers.values("comparison"))


class PreferenceFilter(_Searched):
    """Annotators only see own answers, and may not ask with those of HOW_ASKED."""

    to_prompt = "comparison__prompt__"
    to_comparison = "comparison__"

    current = filters.BooleanFilter(field_name="is_current")
    annotator = filters.CharFilter(field_name="annotator__username")
    rater = filters.CharFilter(field_name="rater")
    imported = filters.BooleanFilter(field_name="annotator", lookup_expr="isnull")
    stream = filters.ChoiceFilter(
        field_name="comparison__stream",
        choices=Comparison.Stream.choices,
        label="Not for annotators.",
    )
    acquisition_rule = filters.CharFilter(
        field_name="comparison__acquisition_rule", label="Not for annotators."
    )
    policy = filters.CharFilter(field_name="comparison__acquisition_rule")
    generator = filters.CharFilter(method="by_generator", label="Not for annotators.")
    checkpoint = filters.CharFilter(method="by_checkpoint", label="Not for annotators.")

    class Meta:
        model = Preference
        fields = ("choice", "both_bad")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return searching.preferences_about(rows, value)
