"""Shapes of jobs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.imports import NAMES
from feedback.models import Job
from feedback.services.exporting import WRITERS
from feedback.services.importing import ImportOptions


class ImportSerializer(StrictSerializer):
    file = serializers.FileField()
    format = serializers.ChoiceField(choices=NAMES)
    skip_bad = serializers.BooleanField(
        default=False, help_text="Take the good rows of a file with bad ones."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Report, and store nothing.")
    container = serializers.ChoiceField(
        choices=["jsonl", "csv", "parquet"],
        required=False,
        help_text="Found out from the file and its name where left out.",
    )
    keep_raters = serializers.BooleanField(
        default=False,
        help_text="Store raters under the names in the file, which should be pseudonyms already.",
    )
    mapping = serializers.JSONField(
        required=False, help_text="For the format mapping: roles and the fields that play them."
    )

    def options(self) -> ImportOptions:
        """What was asked for, besides the file and its format."""
        asked = {k: v for k, v in self.validated_data.items() if k not in ("file", "format")}
        return ImportOptions(**asked)


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
