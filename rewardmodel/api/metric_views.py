"""What the labels and the model are worth: each as JSON, or as a table with ``?format=csv``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, current_user, project_for, role_in
from feedback.api.csv_renderer import CsvRenderer
from feedback.api.old_names import with_old_way
from rewardmodel.api import metric_serializers as shapes
from rewardmodel.selectors.accuracy import prequential_accuracy
from rewardmodel.selectors.agreement import agreement
from rewardmodel.selectors.breakdown import breakdown
from rewardmodel.selectors.calibration import calibration
from rewardmodel.selectors.disagreements import disagreements
from rewardmodel.selectors.generators import leaderboard
from rewardmodel.selectors.length import length_worth
from rewardmodel.selectors.lift import lift_so_far
from rewardmodel.selectors.rater_figures import rater_figures

View = TypeVar("View", bound=Callable[..., Response])


def describes(shape: Any, *, parameters: Any = None) -> Callable[[View], View]:
    """Says in the API's description what a metric answers in both formats."""
    responses = {(200, "application/json"): shape, (200, "text/csv"): OpenApiTypes.STR}
    return extend_schema(responses=responses, parameters=parameters)


class _MetricView(APIView):
    renderer_classes = (JSONRenderer, CsvRenderer)

    def answer(self, found: Any, rows: list[dict[str, Any]], *, part: str = "") -> Response:
        """What was found, or the rows that a table of it (or of a part of it) has."""
        renderer = self.request.accepted_renderer
        if renderer is None or renderer.format != CsvRenderer.format:
            return Response(found)
        metric = self.request.path.rstrip("/").rpartition("/")[2]
        name = "-".join(filter(None, (self.kwargs["slug"], metric, part)))
        return Response(rows, headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})


class AgreementView(_MetricView):
    @describes(shapes.AgreementSerializer, parameters=[shapes.SourceSerializer])
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        found = agreement(project, source=_source(request))
        found["slices"] = with_old_way(found["slices"])
        return self.answer(
            found, [{"by": "all", "value": "", **found["overall"]}, *found["slices"]]
        )


class RatersView(_MetricView):
    """All raters by pseudonym for researchers (``?mine=1``: oneself alone), oneself for others."""

    @describes(shapes.RatersSerializer, parameters=[shapes.RatersQuerySerializer])
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ANNOTATOR)
        query = shapes.RatersQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        user = current_user(request)
        alone = role_in(user, project) == Role.ANNOTATOR or query.validated_data["mine"]
        found = rater_figures(
            project,
            source="people" if alone else query.validated_data["source"],
            only=user.pk if alone else None,
            viewer=user.pk,
        )
        return self.answer(found, found["raters"])


class GeneratorsView(_MetricView):
    """The leaderboard; as CSV one table of it, ``?part=generators``, ``matrix`` or ``slices``."""

    @describes(shapes.LeaderboardSerializer, parameters=[shapes.LeaderboardQuerySerializer])
    def get(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        query = shapes.LeaderboardQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = leaderboard(project, source=query.validated_data["source"])
        part = query.validated_data["part"]
        return self.answer(found, _board_rows(found, part), part=part)


class AccuracyView(_MetricView):
    @describes(shapes.AccuracySerializer)
    def get(self, request: Request, slug: str) -> Response:
        found = prequential_accuracy(project_for(request, slug, Role.RESEARCHER))
        return self.answer(found, found["prequential"])


class BreakdownView(_MetricView):
    @describes(shapes.BreakdownSerializer)
    def get(self, request: Request, slug: str) -> Response:
        found = breakdown(project_for(request, slug, Role.RESEARCHER))
        found["audit"] = found["random_share"]
        found["slices"] = with_old_way(found["slices"])
        margins = [
            {"by": "margin", "value": margin["from_margin"], **margin}
            for margin in found["margins"]
        ]
        return self.answer(found, [*found["slices"], *margins])


class CalibrationView(_MetricView):
    @describes(shapes.CalibrationSerializer)
    def get(self, request: Request, slug: str) -> Response:
        found = calibration(project_for(request, slug, Role.RESEARCHER))
        return self.answer(found, found["curve"])


class DisagreementsView(_MetricView):
    @describes(shapes.DisagreementSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        found = disagreements(project_for(request, slug, Role.RESEARCHER))
        return self.answer(found, found)


class LiftView(_MetricView):
    @describes(shapes.LiftSerializer)
    def get(self, request: Request, slug: str) -> Response:
        found = lift_so_far(project_for(request, slug, Role.RESEARCHER))
        return self.answer(found, [found])


class LengthView(_MetricView):
    @describes(shapes.LengthWorthSerializer)
    def get(self, request: Request, slug: str) -> Response:
        found = length_worth(project_for(request, slug, Role.RESEARCHER))
        rows = [
            {"length": way["length"], "length_cap": way["length_cap"], "best_of": n, **gain}
            for way in found["ways"]
            for n, gain in zip(found["sizes"], way["gains"], strict=True)
        ]
        return self.answer(found, rows)


def _board_rows(board: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """A part of a leaderboard as a table, with the names of generators."""
    names = {
        row["id"]: " @ ".join(filter(None, (row["generator"], row["checkpoint"])))
        for row in board["generators"]
    }
    if part == "matrix":
        return [
            {"generator": names[cell["id"]], "over": names[cell["against"]], **cell}
            for cell in board["matrix"]
        ]
    if part == "slices":
        return [
            {
                **{name: small[name] for name in ("by", "value", "answers")},
                "generator": names[row["id"]],
                **row,
            }
            for small in board["slices"]
            for row in small["generators"]
        ]
    found: list[dict[str, Any]] = board["generators"]
    return found


def _source(request: Request) -> str:
    query = shapes.SourceSerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return str(query.validated_data["source"])
