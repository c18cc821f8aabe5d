"""Serving comparisons and taking answers."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import queue_serializers as shapes
from feedback.api.access import (
    Role,
    check_open,
    check_project,
    check_role,
    current_user,
    project_for,
)
from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, Project
from feedback.selectors.documents import finished_node
from feedback.selectors.queue import answered_comparison, served_comparison, served_comparisons
from feedback.services.answering import (
    change_preference,
    check_changeable,
    submit_preference,
    undo_preference,
)
from feedback.services.gold import make_gold, retire_gold
from feedback.services.leasing import end_lease
from feedback.services.reviewing import ask_again, resolve_flag
from feedback.services.serving import MOST_HELD, EmptyQueue, lease_ahead
from feedback.services.statements import project_and_role

NEXT = OpenApiParameter("next", bool, description="1: lease and return the next comparison too.")
AHEAD = OpenApiParameter(
    "ahead",
    int,
    description=f"Hold so many beside the next one, at most {MOST_HELD - 1}, and return them.",
)
KNOWN = OpenApiParameter(
    "known", str, description="Ids, separated by commas, that need not be returned ahead again."
)
LINE = [NEXT, AHEAD, KNOWN]


class NextView(APIView):
    @extend_schema(
        parameters=[AHEAD, KNOWN],
        request=None,
        responses={
            200: shapes.NextSerializer,
            204: OpenApiResponse(
                description="Nothing to ask; X-Queue-Reason says why: nothing_open, all_leased, "
                "daily_quota_reached (both with X-Queue-Retry-At), all_answered, quota_reached "
                "or not_qualified."
            ),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.ANNOTATOR)
        found = lease_ahead(
            project=project, annotator=current_user(request), count=1 + _ahead(request)
        )
        if not isinstance(found, EmptyQueue):
            first, *others = _served(request, project, found)
            return Response(first | {"ahead": others})
        answer = Response(status=status.HTTP_204_NO_CONTENT)
        answer["X-Queue-Reason"] = found.reason
        if found.retry_at:
            answer["X-Queue-Retry-At"] = found.retry_at.isoformat()
        return answer


class AnswerView(APIView):
    @extend_schema(
        parameters=LINE,
        request=shapes.AnswerSerializer,
        responses={200: shapes.AnsweredSerializer, 201: shapes.AnsweredSerializer},
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        project = _project(request, comparison_id, Role.ANNOTATOR)
        body = shapes.AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        answer = dict(body.validated_data)
        stored = submit_preference(
            comparison_id=comparison_id,
            annotator=current_user(request),
            choice=answer.pop("choice"),
            submission_key=str(answer.pop("submission_key")),
            answer=answer,  # type: ignore[arg-type]
            project=project,
        )
        code = status.HTTP_201_CREATED if stored.created else status.HTTP_200_OK
        data = {
            "preference": shapes.PreferenceSerializer(stored.preference).data,
            "expected": _expected(stored.preference.comparison),
            "node": finished_node(current_user(request), stored.preference.comparison, project),
        }
        return Response(data | _line(request, project), status=code)


class UndoView(APIView):
    @extend_schema(request=None, responses=shapes.UndoneSerializer)
    def post(self, request: Request, preference_id: int) -> Response:
        user = current_user(request)
        _own_answer(request, preference_id)
        preference, lease = undo_preference(preference_id=preference_id, annotator=user)
        again = served_comparison(lease) if lease else None
        data = {"undone": preference.pk, "comparison": again}
        return Response(shapes.UndoneSerializer(data).data)


class OwnAnswerView(APIView):
    """One's own answer and what it was about."""

    @extend_schema(responses=shapes.OwnAnswerSerializer)
    def get(self, request: Request, preference_id: int) -> Response:
        preference = _own_answer(request, preference_id)
        try:
            check_changeable(preference, preference.comparison)
            obstacle = None
        except Refusal as refusal:
            obstacle = refusal.message
        answer = {
            "preference": preference,
            "comparison": answered_comparison(preference),
            "obstacle": obstacle,
        }
        return Response(shapes.OwnAnswerSerializer(answer).data)


class ChangeView(APIView):
    @extend_schema(
        request=shapes.AnswerSerializer,
        responses={200: shapes.PreferenceSerializer, 201: shapes.PreferenceSerializer},
    )
    def post(self, request: Request, preference_id: int) -> Response:
        """Puts another answer in the place of one's own, which counts until then."""
        _own_answer(request, preference_id)
        body = shapes.AnswerSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        answer = dict(body.validated_data)
        stored = change_preference(
            preference_id=preference_id,
            annotator=current_user(request),
            choice=answer.pop("choice"),
            submission_key=str(answer.pop("submission_key")),
            answer=answer,  # type: ignore[arg-type]
        )
        code = status.HTTP_201_CREATED if stored.created else status.HTTP_200_OK
        return Response(shapes.PreferenceSerializer(stored.preference).data, status=code)


class SkipView(APIView):
    @extend_schema(
        parameters=LINE, request=shapes.SkipSerializer, responses=shapes.PassedSerializer
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        return _pass_over(request, comparison_id, shapes.SkipSerializer, Lease.Outcome.SKIPPED)


class FlagView(APIView):
    @extend_schema(
        parameters=LINE, request=shapes.FlagSerializer, responses=shapes.PassedSerializer
    )
    def post(self, request: Request, comparison_id: int) -> Response:
        return _pass_over(request, comparison_id, shapes.FlagSerializer, Lease.Outcome.FLAGGED)


class ReleaseView(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, comparison_id: int) -> Response:
        _project(request, comparison_id, Role.ANNOTATOR)
        end_lease(
            comparison_id=comparison_id,
            annotator=current_user(request),
            outcome=Lease.Outcome.RELEASED,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReopenView(APIView):
    @extend_schema(request=None, responses=shapes.ComparisonSerializer)
    def post(self, request: Request, comparison_id: int) -> Response:
        _project(request, comparison_id, Role.RESEARCHER)
        comparison = resolve_flag(comparison_id=comparison_id, status=Comparison.Status.OPEN)
        return Response(shapes.ComparisonSerializer(comparison).data)


class DismissView(APIView):
    @extend_schema(request=None, responses=shapes.ComparisonSerializer)
    def post(self, request: Request, comparison_id: int) -> Response:
        _project(request, comparison_id, Role.RESEARCHER)
        comparison = resolve_flag(comparison_id=comparison_id, status=Comparison.Status.CLOSED)
        return Response(shapes.ComparisonSerializer(comparison).data)


class AskAgainView(APIView):
    """One more answer, from somebody who has not answered yet."""

    @extend_schema(request=None, responses=shapes.ComparisonSerializer)
    def post(self, request: Request, comparison_id: int) -> Response:
        _project(request, comparison_id, Role.RESEARCHER)
        comparison = ask_again(comparison_id=comparison_id)
        return Response(shapes.ComparisonSerializer(comparison).data)


class GoldView(APIView):
    @extend_schema(request=shapes.GoldSerializer, responses={201: shapes.ComparisonSerializer})
    def post(self, request: Request, comparison_id: int) -> Response:
        """Asks the pair of everybody, and knows what to expect; the comparison stays as it is."""
        _project(request, comparison_id, Role.RESEARCHER)
        body = shapes.GoldSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        gold = make_gold(comparison_id=comparison_id, expected=body.validated_data["expected"])
        return Response(shapes.ComparisonSerializer(gold).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.ComparisonSerializer)
    def delete(self, request: Request, comparison_id: int) -> Response:
        """Asks a gold comparison of nobody any more."""
        _project(request, comparison_id, Role.RESEARCHER)
        gold = retire_gold(comparison_id=comparison_id)
        return Response(shapes.ComparisonSerializer(gold).data)


def _project(request: Request, comparison_id: int, role: Role) -> Project:
    """The comparison's project, for members of at least that role (see `check_role`)."""
    user = current_user(request)
    found = project_and_role(user, comparison_id)
    if found is None:
        raise Http404
    project, own_role = found
    check_role(Role.ADMIN if user.is_superuser else own_role, role)
    check_open(request, project)
    return project


def _own_answer(request: Request, preference_id: int) -> Preference:
    """The caller's own answer; those of others do not exist for them.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    found = Preference.objects.filter(pk=preference_id)
    preference = found.select_related("project", "comparison", "annotator").first()
    if preference is None:
        raise Http404
    check_project(request, preference.project, Role.ANNOTATOR)
    if preference.annotator_id != current_user(request).pk:
        raise Http404
    return preference


def _line(request: Request, project: Project) -> dict[str, Any]:
    """What is asked next and after that, as far as the caller wants to know."""
    wants_next, ahead = request.query_params.get("next") in ("1", "true"), _ahead(request)
    nothing: dict[str, Any] = {"next": None, "ahead": [], "queue_reason": None}
    if not wants_next and not ahead:
        return nothing
    found = lease_ahead(project=project, annotator=current_user(request), count=1 + ahead)
    if isinstance(found, EmptyQueue):
        return nothing | {"queue_reason": found.reason}
    served = _served(request, project, found, whole_first=wants_next)
    return nothing | ({"next": served[0], "ahead": served[1:]} if wants_next else {"ahead": served})


def _served(
    request: Request, project: Project, leases: list[Lease], *, whole_first: bool = True
) -> list[dict[str, Any]]:
    """The first of the leases, and of the others those that the caller does not have yet."""
    known = set(request.query_params.get("known", "").split(","))
    wanted = [
        lease
        for place, lease in enumerate(leases)
        if (whole_first and place == 0) or str(lease.comparison_id) not in known
    ]
    return served_comparisons(project, current_user(request), wanted)


def _ahead(request: Request) -> int:
    asked = request.query_params.get("ahead", "0")
    if not asked.isdecimal():
        raise ValidationError({"ahead": ["A whole number is needed."]})
    return min(int(asked), MOST_HELD - 1)


def _expected(comparison: Comparison) -> str | None:
    """The known answer, where people are told."""
    return (comparison.expected or None) if comparison.project.gold_feedback else None


def _pass_over(
    request: Request, comparison_id: int, shape: type[Any], outcome: Lease.Outcome
) -> Response:
    project = _project(request, comparison_id, Role.ANNOTATOR)
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    end_lease(
        comparison_id=comparison_id,
        annotator=current_user(request),
        outcome=outcome,
        reason=body.validated_data["reason"],
    )
    return Response(_line(request, project))
