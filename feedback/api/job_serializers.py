"""Shapes of jobs."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from feedback.api.serializers import ErrorSerializer, StrictSerializer
from feedback.exports import EXTENSIONS, FORMATS
from feedback.exports.format_options import AGGREGATION, TIES
from feedback.exports.options import SOURCES, ExportOptions
from feedback.imports import CONTAINERS, ENCODINGS
from feedback.imports import FORMATS as IMPORT_FORMATS
from feedback.imports.importing import REPEATS, ImportOptions
from feedback.models import Comparison, Import, Job, Snapshot


class ImportSerializer(StrictSerializer):
    file = serializers.FileField()
    format = serializers.ChoiceField(choices=list(IMPORT_FORMATS))
    skip_bad = serializers.BooleanField(
        default=False, help_text="Take the good rows of a file with bad ones."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Report, and store nothing.")
    container = serializers.ChoiceField(
        choices=CONTAINERS,
        required=False,
        help_text="Found out from the file and its name where left out.",
    )
    encoding = serializers.ChoiceField(
        choices=ENCODINGS,
        required=False,
        help_text="UTF-8, or UTF-16 with its mark, where left out.",
    )
    repeats = serializers.ChoiceField(
        choices=REPEATS,
        required=False,
        help_text="What the same row again in the file is: the same vote (once) or another (each). "
        "Where left out it is another one if rows are choices of people whom nobody names.",
    )
    keep_raters = serializers.BooleanField(
        default=False,
        help_text="Store raters under the names in the file, which should be pseudonyms already.",
    )
    mapping = serializers.JSONField(
        required=False, help_text="For the format mapping: roles and the fields that play them."
    )

    evaluation_set = serializers.CharField(
        required=False,
        max_length=100,
        help_text="For evaluation only: the set of that name, never asked nor trained on.",
    )

    def options(self) -> ImportOptions:
        """What was asked for, besides the file and its format."""
        asked = {k: v for k, v in self.validated_data.items() if k not in ("file", "format")}
        return ImportOptions(**asked)


class ExportSerializer(StrictSerializer):
    format = serializers.ChoiceField(choices=list(FORMATS))
    container = serializers.ChoiceField(choices=sorted(EXTENSIONS), default="jsonl")
    aggregation = serializers.ChoiceField(choices=AGGREGATION.names, default="every-vote")
    min_votes = serializers.IntegerField(min_value=1, max_value=1000, default=1)
    ties = serializers.ChoiceField(choices=TIES.names, default="drop")
    splits = serializers.DictField(
        child=serializers.FloatField(),
        required=False,
        help_text="Names and shares, for instance {train: 0.9, test: 0.1}; makes a ZIP.",
    )
    salt = serializers.CharField(
        max_length=100, required=False, help_text="Another salt deals the prompts anew."
    )
    streams = serializers.ListField(
        child=serializers.ChoiceField(choices=Comparison.Stream.choices), required=False
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=SOURCES, required=False
    )
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    implicit_prompt = serializers.BooleanField(default=False)
    extra = serializers.BooleanField(default=False)
    licence = serializers.CharField(max_length=100, required=False, allow_blank=True)
    guard_formulas = serializers.BooleanField(
        default=True,
        help_text="CSV: an apostrophe before cells that a spreadsheet would run; false is exact.",
    )
    pessimism = serializers.FloatField(
        min_value=0, default=0.0, help_text="Formats that select responses by their rewards."
    )
    conversational = serializers.BooleanField(
        default=False, help_text="The same formats: messages instead of texts."
    )
    best_of = serializers.IntegerField(
        min_value=1, required=False, help_text="best-of-n: among how many; all where left out."
    )
    quantile = serializers.FloatField(default=0.25, help_text="top-quantile: the share kept.")
    precision = serializers.FloatField(
        default=0.8, help_text="threshold: the share of good ones to be sure of."
    )
    temperature = serializers.FloatField(default=1.0, help_text="boltzmann: in units of reward.")
    levels = serializers.IntegerField(
        min_value=2, max_value=100, default=5, help_text="quality-conditioned: how many."
    )

    def options(self) -> ExportOptions:
        """What was asked for, besides the format."""
        asked = {k: v for k, v in self.validated_data.items() if k != "format"}
        for name in ("since", "until"):
            if name in asked:
                asked[name] = asked[name].isoformat()
        asked["streams"] = tuple(asked.get("streams", ()))
        return ExportOptions(**asked)


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
        done = job.kind != Job.Kind.IMPORT and job.state == Job.State.SUCCEEDED and job.file
        return f"/api/v1/jobs/{job.pk}/download/" if done else None


class ImportedSerializer(serializers.ModelSerializer[Import]):
    """A file that was brought in."""

    options = serializers.DictField()
    report = serializers.DictField()
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)
    upload_kept = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            "id",
            "job",
            "filename",
            "sha256",
            "size",
            "format",
            "options",
            "report",
            "upload_kept",
            "created_by",
            "created_at",
            "taken_back_at",
        )

    @extend_schema_field(serializers.BooleanField())
    def get_upload_kept(self, row: Import) -> bool:
        return bool(row.job and row.job.file)


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    options = serializers.DictField()
    counts = serializers.DictField()
    download = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", allow_null=True, default=None)

    class Meta:
        model = Snapshot
        fields = (
            "id",
            "job",
            "format",
            "filename",
            "options",
            "counts",
            "sha256",
            "size",
            "licence",
            "download",
            "created_by",
            "created_at",
            "withdrawn_at",
            "withdrawn_because",
        )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_download(self, snapshot: Snapshot) -> str | None:
        if snapshot.withdrawn_at is not None:
            return None
        return f"/api/v1/snapshots/{snapshot.pk}/download/"


class SnapshotDetailSerializer(SnapshotSerializer):
    class Meta(SnapshotSerializer.Meta):
        fields = (*SnapshotSerializer.Meta.fields, "card")  # type: ignore[assignment]


class WithdrawSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500)
