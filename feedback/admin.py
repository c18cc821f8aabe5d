"""The Django admin: everything can be looked at; answers and leases cannot be edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from feedback import models
from feedback.services.people import deactivate_person, reactivate_person

admin.site.site_header = admin.site.site_title = "Plumbline"


@admin.register(models.User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever is deactivated here loses sessions and tokens too."""
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and isinstance(request.user, models.User):
            act = reactivate_person if obj.is_active else deactivate_person
            act(user=obj, by=request.user)


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows can be seen and searched, not added, changed or deleted."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = models.Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(models.Project)
class ProjectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("slug", "name", "acquisition_rule", "random_share", "created_at")
    search_fields = ("slug", "name")
    inlines = (MembershipInline,)


@admin.register(models.Preference)
class PreferenceAdmin(LookOnly):
    list_display = ("id", "project", "annotator", "choice", "is_current", "created_at")
    list_filter = ("project", "choice", "is_current")


@admin.register(models.Comparison)
class ComparisonAdmin(LookOnly):
    list_display = (
        "id",
        "project",
        "status",
        "stream",
        "acquisition_rule",
        "priority",
        "answers",
        "wanted",
    )
    list_filter = ("project", "status", "stream")


@admin.register(models.Lease)
class LeaseAdmin(LookOnly):
    list_display = ("id", "comparison", "annotator", "created_at", "expires_at", "outcome")
    list_filter = ("outcome",)


@admin.register(models.Document)
class DocumentAdmin(LookOnly):
    list_display = ("title", "project", "state", "created_at")
    list_filter = ("project", "state")


@admin.register(models.Job)
class JobAdmin(LookOnly):
    list_display = ("id", "project", "kind", "format", "state", "created_by", "created_at")
    list_filter = ("project", "kind", "state")


@admin.register(models.Snapshot)
class SnapshotAdmin(LookOnly):
    list_display = ("id", "project", "format", "filename", "sha256", "created_by", "created_at")
    list_filter = ("project", "format")


@admin.register(models.Rating)
class RatingAdmin(LookOnly):
    list_display = ("id", "project", "response", "rater", "created_at")
    list_filter = ("project",)
    raw_id_fields = ("response",)


@admin.register(models.Generation)
class GenerationAdmin(LookOnly):
    list_display = ("id", "generator", "prompt", "state", "samples_made", "failures", "due_at")
    list_filter = ("state",)
