"""Routes of the feedback app, below /api/v1/."""

from django.urls import path

from feedback.api import (
    choice_views,
    document_views,
    generator_views,
    job_views,
    project_views,
    provenance_views,
    queue_views,
    search_views,
    snapshot_views,
    user_settings_views,
)

PROJECT = "projects/<slug:slug>/"

urlpatterns = [
    path("me/", project_views.MeView.as_view()),
    path("me/settings/", user_settings_views.UserSettingsView.as_view()),
    path("choices/", choice_views.ChoicesView.as_view()),
    path("tokens/", project_views.TokenListView.as_view()),
    path("tokens/<str:token_id>/", project_views.TokenView.as_view()),
    path("projects/", project_views.ProjectListView.as_view()),
    path(PROJECT, project_views.ProjectView.as_view()),
    path(f"{PROJECT}progress/", project_views.ProgressView.as_view()),
    path(f"{PROJECT}members/", project_views.MemberListView.as_view()),
    path(f"{PROJECT}members/<str:username>/", project_views.MemberView.as_view()),
    path(f"{PROJECT}generators/", generator_views.GeneratorListView.as_view()),
    path("generators/<int:generator_id>/", generator_views.GeneratorView.as_view()),
    path("generators/<int:generator_id>/retry/", generator_views.RetryGeneratorView.as_view()),
    path("generations/<int:generation_id>/retry/", generator_views.RetryGenerationView.as_view()),
    path(f"{PROJECT}prompts/", search_views.PromptListView.as_view()),
    path(f"{PROJECT}responses/", search_views.ResponseListView.as_view()),
    path(f"{PROJECT}next/", queue_views.NextView.as_view()),
    path(f"{PROJECT}preferences/", search_views.PreferenceListView.as_view()),
    path(f"{PROJECT}comparisons/", search_views.ComparisonListView.as_view()),
    path("comparisons/<int:comparison_id>/preferences/", queue_views.AnswerView.as_view()),
    path("comparisons/<int:comparison_id>/skip/", queue_views.SkipView.as_view()),
    path("comparisons/<int:comparison_id>/flag/", queue_views.FlagView.as_view()),
    path("comparisons/<int:comparison_id>/release/", queue_views.ReleaseView.as_view()),
    path("comparisons/<int:comparison_id>/reopen/", queue_views.ReopenView.as_view()),
    path("comparisons/<int:comparison_id>/dismiss/", queue_views.DismissView.as_view()),
    path("comparisons/<int:comparison_id>/ask-again/", queue_views.AskAgainView.as_view()),
    path("comparisons/<int:comparison_id>/gold/", queue_views.GoldView.as_view()),
    path("preferences/<int:preference_id>/undo/", queue_views.UndoView.as_view()),
    path(f"{PROJECT}documents/", document_views.DocumentListView.as_view()),
    path(f"{PROJECT}documents/upload/", document_views.DocumentUploadView.as_view()),
    path("documents/<int:document_id>/", document_views.DocumentView.as_view()),
    path("documents/<int:document_id>/text/", document_views.DocumentTextView.as_view()),
    path("nodes/<int:node_id>/", document_views.NodeView.as_view()),
    path(
        "responses/<int:response_id>/provenance/", provenance_views.ResponseProvenanceView.as_view()
    ),
    path("comparisons/<int:comparison_id>/passages/", provenance_views.PassagesView.as_view()),
    path(f"{PROJECT}imports/", job_views.ImportView.as_view()),
    path(f"{PROJECT}exports/", job_views.ExportView.as_view()),
    path(f"{PROJECT}jobs/", job_views.JobListView.as_view()),
    path("jobs/<int:job_id>/", job_views.JobView.as_view()),
    path("jobs/<int:job_id>/download/", job_views.DownloadView.as_view()),
    path(f"{PROJECT}snapshots/", snapshot_views.SnapshotListView.as_view()),
    path("snapshots/<int:snapshot_id>/", snapshot_views.SnapshotView.as_view()),
    path("snapshots/<int:snapshot_id>/download/", snapshot_views.SnapshotDownloadView.as_view()),
]
