"""Monitor rounds: what the reward promises of best-of-n, and what people say of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.errors import Refusal
from feedback.models import Generator, MonitorRound, Work
from rewardmodel.selectors.monitoring import figures_of, is_open, rounds_of
from rewardmodel.services.monitoring import (
    FEWEST_PROMPTS,
    MOST_PROMPTS,
    MOST_SAMPLES,
    close_round,
    start_round,
)


class NewMonitorRoundSerializer(StrictSerializer):
    generator = serializers.CharField(
        max_length=100, allow_null=True, default=None, help_text="The base; null: all responses."
    )
    samples = serializers.IntegerField(
        min_value=2, max_value=MOST_SAMPLES, default=4, help_text="Scored responses of a prompt."
    )
    prompts = serializers.IntegerField(
        min_value=FEWEST_PROMPTS, max_value=MOST_PROMPTS, default=200, help_text="At most."
    )
    tolerance = serializers.FloatField(
        min_value=0,
        max_value=0.5,
        default=0.02,
        help_text="How far the promised win rate may be above people's without an alarm.",
    )


class AlarmSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    answers = serializers.IntegerField(help_text="Until it was raised.")


class WinRateSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField()
    low = serializers.FloatField(help_text="Of an interval at 95 %.")
    high = serializers.FloatField()
    n = serializers.IntegerField(help_text="Answers that speak of it.")
    method = serializers.CharField(help_text="How the interval was made.")


class PointSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    kl = serializers.FloatField(help_text="log n - (n - 1) / n, in nats.")
    promised = serializers.FloatField(help_text="P(n): the win rate by the head.")
    human = WinRateSerializer(help_text="W(n): by people.")
    matched = WinRateSerializer(allow_null=True, help_text="W(n) over samples of like length.")
    gap = serializers.FloatField(help_text="P(n) - W(n).")
    gap_low = serializers.FloatField(help_text="At all looks together, with 95 % for all n.")
    gap_high = serializers.FloatField()


class CurveSerializer(serializers.Serializer[Any]):
    alpha = serializers.FloatField(help_text="W = 1/2 + d (alpha - beta d), d the root of kl.")
    beta = serializers.FloatField()
    peak = serializers.FloatField(allow_null=True, help_text="The n; null: beyond the greatest.")
    peak_low = serializers.FloatField(allow_null=True)
    peak_high = serializers.FloatField(allow_null=True)
    peak_chance = serializers.FloatField(help_text="Share of bootstrap fits that turn.")
    recommended = serializers.IntegerField()
    fitted = serializers.ListField(child=serializers.FloatField())


class MonitorFiguresSerializer(serializers.Serializer[Any]):
    answers = serializers.IntegerField()
    alarm = AlarmSerializer(allow_null=True)
    points = PointSerializer(many=True)
    curve = CurveSerializer(allow_null=True)


class MonitorRoundSerializer(serializers.ModelSerializer[MonitorRound]):
    open = serializers.SerializerMethodField(help_text="Whether it is drawn, or asked about.")
    state = serializers.ChoiceField(choices=Work.State.choices, help_text="Of drawing it.")
    generator = serializers.CharField(source="generator.name", allow_null=True, default=None)
    ns = serializers.ListField(child=serializers.IntegerField())
    asked = serializers.IntegerField(help_text="Comparisons.")
    answered = serializers.IntegerField()
    alarm = AlarmSerializer(allow_null=True)
    error = ErrorSerializer(allow_null=True)
    started_by = serializers.CharField(source="started_by.username", allow_null=True, default=None)

    class Meta:
        model = MonitorRound
        fields = (
            "id", "open", "state", "progress", "generator", "samples", "ns", "tolerance", "seed",
            "version", "step", "asked", "answered", "alarm", "alarmed_at", "error", "started_by",
            "created_at", "closed_at",
        )  # fmt: skip

    def get_open(self, row: MonitorRound) -> bool:
        return is_open(row)


class MonitorRoundListView(generics.ListAPIView[MonitorRound]):
    serializer_class = MonitorRoundSerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return MonitorRound.objects.none()
        return rounds_of(project_for(self.request, self.kwargs["slug"], Role.RESEARCHER))

    @extend_schema(request=NewMonitorRoundSerializer, responses={202: MonitorRoundSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Draws prompts, scores their responses, and asks one pair of each, blind."""
        project = project_for(request, slug, Role.ADMIN)
        body = NewMonitorRoundSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        generator = None
        if asked["generator"] is not None:
            generator = Generator.objects.filter(project=project, name=asked["generator"]).first()
            if generator is None:
                raise Refusal("no_generator", "There is no generator of that name.", status=400)
        row = start_round(
            project=project,
            by=current_user(request),
            generator=generator,
            samples=asked["samples"],
            prompts=asked["prompts"],
            tolerance=asked["tolerance"],
        )
        shown = rounds_of(project).get(pk=row.pk)
        return Response(MonitorRoundSerializer(shown).data, status.HTTP_202_ACCEPTED)


class MonitorFiguresView(APIView):
    @extend_schema(responses=MonitorFiguresSerializer)
    def get(self, request: Request, round_id: int) -> Response:
        """P(n), W(n), their gap, the curve and the alarm, from the answers so far."""
        return Response(MonitorFiguresSerializer(figures_of(_round(request, round_id))).data)


class CloseRoundView(APIView):
    @extend_schema(request=None, responses=MonitorRoundSerializer)
    def post(self, request: Request, round_id: int) -> Response:
        """Nobody else is asked; the answers given are learned from now on."""
        row = _round(request, round_id, Role.ADMIN)
        close_round(row=row, by=current_user(request))
        return Response(MonitorRoundSerializer(rounds_of(row.project).get(pk=row.pk)).data)


def _round(request: Request, round_id: int, least: Role = Role.RESEARCHER) -> MonitorRound:
    row = MonitorRound.objects.select_related("project").filter(pk=round_id).first()
    if row is None:
        raise Http404
    check_project(request, row.project, least)
    return row
