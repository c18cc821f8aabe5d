"""Serving comparisons and taking answers."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import queue_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for, role_in
from feedback.api.filters import ComparisonFilter, PreferenceFilter
from feedback.models import Comparison, Lease, Preference
from feedback.selectors.queue import served_comparison
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.leasing import EmptyQueue, end_lease, lease_next
from feedback.services.reviewing import resolve_flag

NEXT = OpenApiParameter("next", bool, description="1: lease and return the next comparison too.")


class NextView(APIView):
    @extend_schema(
        request=None,
        responses={
            200: shapes.ServedSerializer,
            204: OpenApiResponse(
                description="Nothing to ask; X-Queue-Reason says why: nothing_open, all_leased "
                "(X-Queue-Retry-At says until when) or all_answered."
            ),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ANNOTATOR)
        found = lease_next(project=project, annotator=current_user(request))
        if isinstance(found, Lease):
            return Response(shapes.ServedSerializer(served_comparison(found)).data)
        answer = Response(status=status.HTTP_204_NO_CONTENT)
        answer["X-Queue-Reason"] = found.reason
        if found.retry_at:
            answer["X-Queue-Retry-At"] = found.retry_at.isoformat()
        return answer


class AnswerView(APIView):
    @extend_schema(
        parameters=[NEXT],
        request=shapes.AnswerSerializer,
        responses={200: shapes.AnsweredSerializer, 201: shapes.AnsweredSerializer},
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        comparison = _comparison(request, comparison_id, Role.ANNOTATOR)
        body = shapes.AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        answer = dict(body.validated_data)
        stored = submit_preference(
            comparison_id=comparison_id,
            annotator=current_user(request),
            choice=answer.pop("choice"),
            submission_key=str(answer.pop("submission_key")),
            answer=answer,  # type: ignore[arg-type]
        )
        code = status.HTTP_201_CREATED if stored.created else status.HTTP_200_OK
        data = {"preference": stored.preference, **_next(request, comparison)}
        return Response(shapes.AnsweredSerializer(data).data, status=code)


class UndoView(APIView):
    @extend_schema(request=None, responses=shapes.UndoneSerializer)
    def post(self, request: Request, preference_id: int) -> Response:
        user = current_user(request)
        found = Preference.objects.filter(pk=preference_id).select_related("project").first()
        if found is None:
            raise Http404
        check_project(request, found.project, Role.ANNOTATOR)
        if found.annotator_id != user.pk:
            raise Http404
        preference, lease = undo_preference(preference_id=preference_id, annotator=user)
        data = {"undone": preference.pk, "comparison": served_comparison(lease)}
        return Response(shapes.UndoneSerializer(data).data)


class SkipView(APIView):
    @extend_schema(
        parameters=[NEXT], request=shapes.SkipSerializer, responses=shapes.PassedSerializer
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        return _pass_over(request, comparison_id, shapes.SkipSerializer, Lease.Outcome.SKIPPED)


class FlagView(APIView):
    @extend_schema(
        parameters=[NEXT], request=shapes.FlagSerializer, responses=shapes.PassedSerializer
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        return _pass_over(request, comparison_id, shapes.FlagSerializer, Lease.Outcome.FLAGGED)


class ReleaseView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, comparison_id: int) -> Response:
        _comparison(request, comparison_id, Role.ANNOTATOR)
        end_lease(
            comparison_id=comparison_id,
            annotator=current_user(request),
            outcome=Lease.Outcome.RELEASED,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReopenView(APIView):
    @extend_schema(request=None, responses=shapes.ComparisonSerializer)
    def post(self, request: Request, comparison_id: int) -> Response:
        _comparison(request, comparison_id, Role.RESEARCHER)
        comparison = resolve_flag(comparison_id=comparison_id, status=Comparison.Status.OPEN)
        return Response(shapes.ComparisonSerializer(comparison).data)


class DismissView(APIView):
    @extend_schema(request=None, responses=shapes.ComparisonSerializer)
    def post(self, request: Request, comparison_id: int) -> Response:
        _comparison(request, comparison_id, Role.RESEARCHER)
        comparison = resolve_flag(comparison_id=comparison_id, status=Comparison.Status.CLOSED)
        return Response(shapes.ComparisonSerializer(comparison).data)


class ComparisonListView(generics.ListAPIView[Comparison]):
    serializer_class = shapes.ComparisonSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = ComparisonFilter

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Comparison.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return (
            Comparison.objects.filter(project=project)
            .select_related("prompt__node", "response_a__generator", "response_b__generator")
            .prefetch_related("leases__annotator")
        )


class PreferenceListView(generics.ListAPIView[Preference]):
    """All answers for researchers (``?mine=1``: own ones), own answers for annotators."""

    serializer_class = shapes.PreferenceSerializer
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = PreferenceFilter

    @extend_schema(parameters=[OpenApiParameter("mine", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Preference.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.ANNOTATOR)
        user = current_user(self.request)
        rows = Preference.objects.filter(project=project).select_related("annotator")
        own_only = role_in(user, project) == Role.ANNOTATOR
        if own_only or self.request.query_params.get("mine") in ("1", "true"):
            rows = rows.filter(annotator=user)
        return rows


def _comparison(request: Request, comparison_id: int, role: Role) -> Comparison:
    found = Comparison.objects.filter(pk=comparison_id).select_related("project").first()
    if found is None:
        raise Http404
    check_project(request, found.project, role)
    return found


def _next(request: Request, comparison: Comparison) -> dict[str, Any]:
    if request.query_params.get("next") not in ("1", "true"):
        return {"next": None, "queue_reason": None}
    found = lease_next(project=comparison.project, annotator=current_user(request))
    if isinstance(found, EmptyQueue):
        return {"next": None, "queue_reason": found.reason}
    return {"next": served_comparison(found), "queue_reason": None}


def _pass_over(
    request: Request, comparison_id: int, shape: type[Any], outcome: Lease.Outcome
) -> Response:
    comparison = _comparison(request, comparison_id, Role.ANNOTATOR)
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    end_lease(
        comparison_id=comparison_id,
        annotator=current_user(request),
        outcome=outcome,
        reason=body.validated_data["reason"],
    )
    return Response(shapes.PassedSerializer(_next(request, comparison)).data)
