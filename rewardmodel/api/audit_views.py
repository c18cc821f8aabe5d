"""Behaviour audits: questions in, which behaviour the live head rewards out."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.errors import ApiError
from feedback.api.serializers import ErrorSerializer, NameField, StrictSerializer, UploadField
from feedback.models import Work
from feedback.services.work import cancel, retry
from rewardmodel.models import AuditResult, BehaviourAudit
from rewardmodel.selectors.audits import audits_of, results_of
from rewardmodel.services.audits import create_audit, request_audit_run

MOST_MIB = 16


class NewAuditSerializer(StrictSerializer):
    name = NameField(max_length=100)
    file = UploadField()


class BehaviourFiguresSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of questions on which the behaviour is rewarded.")
    share_low = serializers.FloatField()
    share_high = serializers.FloatField()
    margin = serializers.FloatField(
        allow_null=True, help_text="Mean difference of rewards in units of its spread."
    )
    margin_low = serializers.FloatField(allow_null=True)
    margin_high = serializers.FloatField(allow_null=True)


class ShareChangeSerializer(serializers.Serializer[Any]):
    change = serializers.FloatField()
    change_low = serializers.FloatField()
    change_high = serializers.FloatField()


class AuditResultSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Work.State.choices)
    version = serializers.IntegerField(allow_null=True)
    step = serializers.IntegerField(allow_null=True)
    figures = BehaviourFiguresSerializer(allow_null=True)
    since = serializers.IntegerField(allow_null=True, help_text="The version compared with.")
    change = ShareChangeSerializer(allow_null=True)
    error = ErrorSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class AuditSerializer(serializers.ModelSerializer[BehaviourAudit]):
    questions = serializers.IntegerField(source="size", help_text="How many there are.")
    results = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)

    class Meta:
        model = BehaviourAudit
        fields = ("id", "name", "questions", "sha256", "results", "created_by", "created_at")

    @extend_schema_field(AuditResultSerializer(many=True))
    def get_results(self, audit: BehaviourAudit) -> Any:
        return AuditResultSerializer(results_of(audit), many=True).data


class AuditListView(generics.ListAPIView[BehaviourAudit]):
    serializer_class = AuditSerializer

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return BehaviourAudit.objects.none()
        return audits_of(project_for(self.request, self.kwargs["slug"], Role.RESEARCHER))

    @extend_schema(request=NewAuditSerializer, responses={202: AuditSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_MIB * 2**20:
            raise ApiError("too_large", f"A file may have {MOST_MIB} MiB at most.", status=413)
        body = NewAuditSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        audit = create_audit(
            project=project,
            name=body.validated_data["name"],
            content=body.validated_data["file"].read(),
            created_by=current_user(request),
        )
        return Response(AuditSerializer(audit).data, status.HTTP_202_ACCEPTED)


class AuditView(APIView):
    """One audit with its results; posting asks the live head again."""

    @extend_schema(responses=AuditSerializer)
    def get(self, request: Request, audit_id: int) -> Response:
        return Response(AuditSerializer(_audit(request, audit_id)).data)

    @extend_schema(request=None, responses={202: AuditSerializer})
    def post(self, request: Request, audit_id: int) -> Response:
        request_audit_run(audit=_audit(request, audit_id))
        data = AuditSerializer(_audit(request, audit_id)).data
        return Response(data, status.HTTP_202_ACCEPTED)


class CancelResultView(APIView):
    @extend_schema(request=None, responses=AuditSerializer)
    def post(self, request: Request, result_id: int) -> Response:
        result = cancel(_result(request, result_id))
        return Response(AuditSerializer(_audit(request, result.audit_id)).data)


class RetryResultView(APIView):
    @extend_schema(request=None, responses={202: AuditSerializer})
    def post(self, request: Request, result_id: int) -> Response:
        result = retry(_result(request, result_id))
        data = AuditSerializer(_audit(request, result.audit_id)).data
        return Response(data, status.HTTP_202_ACCEPTED)


def _result(request: Request, result_id: int) -> AuditResult:
    result = AuditResult.objects.select_related("project").filter(pk=result_id).first()
    if result is None:
        raise Http404
    check_project(request, result.project, Role.RESEARCHER)
    return result


def _audit(request: Request, audit_id: int) -> BehaviourAudit:
    found = BehaviourAudit.objects.select_related("project").filter(pk=audit_id).first()
    if found is None:
        raise Http404
    check_project(request, found.project, Role.RESEARCHER)
    return audits_of(found.project).get(pk=audit_id)
