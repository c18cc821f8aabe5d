"""Shapes of jobs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.models import Job
from feedback.services.exporting import WRITERS
from feedback.services.importing import READERS


class ImportSerializer(StrictSerializer):
    file = serializers.FileField()
    format = serializers.ChoiceField(choices=sorted(READERS))
    skip_bad = serializers.BooleanField(default=False)


class ExportSerializer(StrictSerializer):
    format = serializers.ChoiceField(choices=sorted(WRITERS))


class JobSerializer(serializers.ModelSerializer[Job]):
    report = serializers.DictField()
    error = ErrorSerializer(allow_null=True)
    download = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "format",
            "filename",
            "state",
            "progress",
            "report",
            "error",
            "download",
            "created_by",
            "created_at",
            "finished_at",
        )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_download(self, job: Job) -> Any:
        done = job.kind == Job.Kind.EXPORT and job.state == Job.State.SUCCEEDED
        return f"/api/v1/jobs/{job.pk}/download/" if done else None
