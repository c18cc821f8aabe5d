"""The Django admin of the reward model: to look at, not to edit."""

from __future__ import annotations

from django.contrib import admin

from feedback.admin import LookOnly
from rewardmodel import models


@admin.register(models.ModelVersion)
class ModelVersionAdmin(LookOnly):
    list_display = ("project", "number", "state", "parent", "created_at", "promoted_at")
    list_filter = ("project", "state")


@admin.register(models.TrainingRun)
class TrainingRunAdmin(LookOnly):
    list_display = ("id", "project", "state", "trigger", "outcome", "created_at", "finished_at")
    list_filter = ("project", "state")


@admin.register(models.Promotion)
class PromotionAdmin(LookOnly):
    list_display = ("id", "project", "version", "previous", "state", "requested_by", "created_at")
    list_filter = ("project", "state")


@admin.register(models.BehaviourAudit)
class BehaviourAuditAdmin(LookOnly):
    list_display = ("name", "project", "created_by", "created_at")
    list_filter = ("project",)
