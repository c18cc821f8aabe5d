"""Routes of the reward model, below /api/v1/."""

from django.urls import path

from rewardmodel.api import (
    audit_views,
    evaluation_views,
    health_views,
    metric_views,
    monitor_views,
    views,
)

PROJECT = "projects/<slug:slug>/"

urlpatterns = [
    path("health/", health_views.HealthView.as_view()),
    path(f"{PROJECT}live-head/", views.LiveHeadView.as_view()),
    path(f"{PROJECT}live-head/preferences/", views.LearnedPreferenceListView.as_view()),
    path(f"{PROJECT}model-versions/", views.ModelVersionListView.as_view()),
    path("model-versions/<int:version_id>/promote/", views.PromoteView.as_view()),
    path(f"{PROJECT}promotions/", views.PromotionListView.as_view()),
    path(f"{PROJECT}training-runs/", views.TrainingRunListView.as_view()),
    path("training-runs/<int:run_id>/", views.TrainingRunView.as_view()),
    path("training-runs/<int:run_id>/cancel/", views.CancelView.as_view()),
    path("training-runs/<int:run_id>/retry/", views.RetryRunView.as_view()),
    path("promotions/<int:promotion_id>/cancel/", views.CancelPromotionView.as_view()),
    path("promotions/<int:promotion_id>/retry/", views.RetryPromotionView.as_view()),
    path(f"{PROJECT}retrain-policy/", views.RetrainPolicyView.as_view()),
    path(f"{PROJECT}metrics/agreement/", metric_views.AgreementView.as_view()),
    path(f"{PROJECT}metrics/raters/", metric_views.RatersView.as_view()),
    path(f"{PROJECT}metrics/generators/", metric_views.GeneratorsView.as_view()),
    path(f"{PROJECT}metrics/accuracy/", metric_views.AccuracyView.as_view()),
    path(f"{PROJECT}metrics/breakdown/", metric_views.BreakdownView.as_view()),
    path(f"{PROJECT}metrics/calibration/", metric_views.CalibrationView.as_view()),
    path(f"{PROJECT}metrics/disagreements/", metric_views.DisagreementsView.as_view()),
    path(f"{PROJECT}metrics/lift/", metric_views.LiftView.as_view()),
    path(f"{PROJECT}metrics/length/", metric_views.LengthView.as_view()),
    path(f"{PROJECT}monitor-rounds/", monitor_views.MonitorRoundListView.as_view()),
    path("monitor-rounds/<int:round_id>/figures/", monitor_views.MonitorFiguresView.as_view()),
    path("monitor-rounds/<int:round_id>/close/", monitor_views.CloseRoundView.as_view()),
    path(f"{PROJECT}evaluation-sets/", evaluation_views.EvaluationSetListView.as_view()),
    path(f"{PROJECT}audits/", audit_views.AuditListView.as_view()),
    path("audits/<int:audit_id>/", audit_views.AuditView.as_view()),
    path("audit-results/<int:result_id>/cancel/", audit_views.CancelResultView.as_view()),
    path("audit-results/<int:result_id>/retry/", audit_views.RetryResultView.as_view()),
    path(f"{PROJECT}warm-start/", views.WarmStartView.as_view()),
    path(f"{PROJECT}reward/", views.RewardView.as_view()),
    path(f"{PROJECT}reward/responses/", views.ResponseRewardsView.as_view()),
    path(f"{PROJECT}reward/openrlhf/", views.OpenRlhfRewardView.as_view()),
]
