"""Imports and exports: 202 with a job, its progress, and the file at the end."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import job_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.downloads import attached
from feedback.api.errors import ApiError
from feedback.jobs import request_export, request_import
from feedback.models import Import, Job, Snapshot
from feedback.services.work import cancel, retry


class ImportView(generics.ListAPIView[Import]):
    """Files that were brought in, newest first; a new one by POST."""

    parser_classes = (MultiPartParser,)
    serializer_class = shapes.ImportedSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Import.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return Import.objects.filter(project=project).select_related("created_by", "job")

    @extend_schema(request=shapes.ImportSerializer, responses={202: shapes.JobSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > settings.PLUMBLINE_MAX_UPLOAD_MB * 2**20:
            raise ApiError(
                "too_large",
                f"A file may have {settings.PLUMBLINE_MAX_UPLOAD_MB} MiB at most.",
                status=413,
            )
        body = shapes.ImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = request_import(
            project=project,
            upload=body.validated_data["file"],
            format=body.validated_data["format"],
            options=body.options(),
            created_by=current_user(request),
        )
        return Response(shapes.JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class ExportView(APIView):
    works_archived = True

    @extend_schema(request=shapes.ExportSerializer, responses={202: shapes.JobSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = project_for(request, slug, Role.RESEARCHER)
        body = shapes.ExportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        job = request_export(
            project=project,
            format=body.validated_data["format"],
            options=body.options(),
            created_by=current_user(request),
        )
        return Response(shapes.JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class JobListView(generics.ListAPIView[Job]):
    serializer_class = shapes.JobSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Job.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return Job.objects.filter(project=project).select_related("created_by")


class JobView(APIView):
    @extend_schema(responses=shapes.JobSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        return Response(shapes.JobSerializer(_job(request, job_id)).data)


class CancelJobView(APIView):
    """What an import has stored stays."""

    @extend_schema(request=None, responses=shapes.JobSerializer)
    def post(self, request: Request, job_id: int) -> Response:
        return Response(shapes.JobSerializer(cancel(_job(request, job_id))).data)


class RetryJobView(APIView):
    @extend_schema(request=None, responses={202: shapes.JobSerializer})
    def post(self, request: Request, job_id: int) -> Response:
        job = retry(_job(request, job_id))
        return Response(shapes.JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class DownloadView(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, job_id: int) -> Any:
        job = _job(request, job_id)
        if job.kind == Job.Kind.IMPORT or job.state != Job.State.SUCCEEDED:
            raise ApiError("not_ready", "This job has no file to download.", status=404)
        snapshot = Snapshot.objects.filter(job=job).only("sha256", "withdrawn_at").first()
        if not job.file:
            raise ApiError("withdrawn", "This dataset was withdrawn; its file is gone.", status=410)
        digest = snapshot.sha256 if snapshot else ""
        return attached(request, job.file, job.filename, sha256=digest)


def _job(request: Request, job_id: int) -> Job:
    job = Job.objects.select_related("project", "created_by").filter(pk=job_id).first()
    if job is None:
        raise Http404
    check_project(request, job.project, Role.RESEARCHER)
    return job
