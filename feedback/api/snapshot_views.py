"""Snapshots: what was exported, for good."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api import job_serializers as shapes
from feedback.api.access import Role, check_project, current_user, project_for
from feedback.api.downloads import attached
from feedback.api.errors import ApiError
from feedback.exports.snapshots import withdraw_snapshot
from feedback.models import Snapshot


class SnapshotListView(generics.ListAPIView[Snapshot]):
    serializer_class = shapes.SnapshotSerializer

    def get_queryset(self):  # type: ignore[no-untyped-def]
        if getattr(self, "swagger_fake_view", False):
            return Snapshot.objects.none()
        project = project_for(self.request, self.kwargs["slug"], Role.RESEARCHER)
        return Snapshot.objects.filter(project=project).select_related("created_by").defer("card")


class SnapshotView(APIView):
    @extend_schema(responses=shapes.SnapshotDetailSerializer)
    def get(self, request: Request, snapshot_id: int) -> Response:
        return Response(shapes.SnapshotDetailSerializer(_snapshot(request, snapshot_id)).data)


class CroissantView(APIView):
    @extend_schema(responses={(200, "application/ld+json"): OpenApiTypes.OBJECT})
    def get(self, request: Request, snapshot_id: int) -> Response:
        """The snapshot's Croissant metadata; empty for one made before there were any."""
        return Response(_snapshot(request, snapshot_id).croissant)


class SnapshotDownloadView(APIView):
    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, snapshot_id: int) -> Any:
        snapshot = _snapshot(request, snapshot_id)
        if snapshot.withdrawn_at is not None:
            raise ApiError("withdrawn", "This dataset was withdrawn; its file is gone.", status=410)
        return attached(request, snapshot.file, snapshot.filename, sha256=snapshot.sha256)


class WithdrawView(APIView):
    works_archived = True

    @extend_schema(request=shapes.WithdrawSerializer, responses=shapes.SnapshotDetailSerializer)
    def post(self, request: Request, snapshot_id: int) -> Response:
        """Deletes the file for good; what it was, and its hash, stay listed."""
        snapshot = _snapshot(request, snapshot_id, Role.ADMIN)
        body = shapes.WithdrawSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        snapshot = withdraw_snapshot(
            snapshot=snapshot, by=current_user(request), reason=body.validated_data["reason"]
        )
        return Response(shapes.SnapshotDetailSerializer(snapshot).data)


def _snapshot(request: Request, snapshot_id: int, role: Role = Role.RESEARCHER) -> Snapshot:
    found = Snapshot.objects.select_related("project", "created_by").filter(pk=snapshot_id).first()
    if found is None:
        raise Http404
    check_project(request, found.project, role)
    return found
