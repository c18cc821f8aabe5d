"""Every route, every method, every role: who gets in. A route that the table lacks fails."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

P = "api/v1/projects/<slug:slug>/"
ANYONE, SELF, SUPERUSER = "anyone", "self", "superuser"
ROLES = ("anonymous", "outsider", "annotator", "researcher", "admin")

# (route, method) → the least role that gets in. SELF: anyone logged in, about themselves.
TABLE: dict[tuple[str, str], str] = {
    ("api/v1/me/", "get"): SELF,
    ("api/v1/me/settings/", "get"): SELF,
    ("api/v1/me/settings/", "patch"): SELF,
    ("api/v1/choices/", "get"): SELF,
    ("api/v1/sign-in/", "get"): ANYONE,
    ("api/v1/invitations/open/", "post"): ANYONE,
    ("api/v1/invitations/accept/", "post"): ANYONE,
    ("api/v1/people/<str:username>/deactivate/", "post"): SUPERUSER,
    ("api/v1/people/<str:username>/reactivate/", "post"): SUPERUSER,
    (f"{P}invitations/", "get"): "admin",
    (f"{P}invitations/", "post"): "admin",
    (f"{P}bulk-invitations/", "post"): "admin",
    (f"{P}invitations/<int:invitation_id>/", "delete"): "admin",
    (f"{P}members/<str:username>/password-link/", "post"): "admin",
    ("api/v1/tokens/", "get"): SELF,
    ("api/v1/tokens/", "post"): SELF,
    ("api/v1/tokens/<str:token_id>/", "delete"): SELF,
    ("api/v1/projects/", "get"): SELF,
    ("api/v1/projects/", "post"): SUPERUSER,
    (P, "get"): "annotator",
    (P, "patch"): "admin",
    ("api/v1/health/", "get"): SUPERUSER,  # and, for their project alone, its admins
    ("api/v1/audit-log/", "get"): SUPERUSER,
    ("api/v1/audit-log/export/", "get"): SUPERUSER,
    (f"{P}audit-log/", "get"): "admin",
    (f"{P}audit-log/export/", "get"): "admin",
    (f"{P}archive/", "post"): "admin",
    (f"{P}restore/", "post"): "admin",
    (f"{P}progress/", "get"): "annotator",
    (f"{P}members/", "get"): "researcher",
    (f"{P}members/", "post"): "admin",
    (f"{P}members/<str:username>/", "patch"): "admin",
    (f"{P}members/<str:username>/", "delete"): "admin",
    (f"{P}generators/", "get"): "researcher",
    (f"{P}generators/", "post"): "admin",
    ("api/v1/generators/<int:generator_id>/", "patch"): "admin",
    ("api/v1/generators/<int:generator_id>/test/", "post"): "admin",
    ("api/v1/generators/<int:generator_id>/retry/", "post"): "admin",
    ("api/v1/generations/<int:generation_id>/retry/", "post"): "admin",
    ("api/v1/generations/<int:generation_id>/cancel/", "post"): "admin",
    ("api/v1/generators/<int:generator_id>/checkpoints/", "get"): "researcher",
    ("api/v1/generators/<int:generator_id>/checkpoints/", "post"): "admin",
    (f"{P}generation-plans/", "get"): "researcher",
    (f"{P}generation-plans/", "post"): "admin",
    (f"{P}generation-plans/preview/", "post"): "admin",
    ("api/v1/generation-plans/<int:plan_id>/", "get"): "researcher",
    ("api/v1/generation-plans/<int:plan_id>/", "patch"): "admin",
    ("api/v1/generation-plans/<int:plan_id>/begin/", "post"): "admin",
    ("api/v1/generation-plans/<int:plan_id>/cancel/", "post"): "admin",
    ("api/v1/generation-plans/<int:plan_id>/retry/", "post"): "admin",
    (f"{P}prompts/", "get"): "researcher",
    (f"{P}responses/", "get"): "researcher",
    (f"{P}next/", "post"): "annotator",
    (f"{P}preferences/", "get"): "annotator",
    (f"{P}preferences/stream/", "get"): "researcher",
    (f"{P}comparisons/", "get"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/preferences/", "post"): "annotator",
    ("api/v1/comparisons/<int:comparison_id>/skip/", "post"): "annotator",
    ("api/v1/comparisons/<int:comparison_id>/flag/", "post"): "annotator",
    ("api/v1/comparisons/<int:comparison_id>/release/", "post"): "annotator",
    ("api/v1/comparisons/<int:comparison_id>/reopen/", "post"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/dismiss/", "post"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/ask-again/", "post"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/gold/", "post"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/gold/", "delete"): "researcher",
    ("api/v1/preferences/<int:preference_id>/", "get"): "own",
    ("api/v1/preferences/<int:preference_id>/change/", "post"): "own",
    ("api/v1/preferences/<int:preference_id>/undo/", "post"): "own",
    (f"{P}documents/", "get"): "annotator",
    (f"{P}documents/", "post"): "researcher",
    (f"{P}documents/upload/", "post"): "researcher",
    ("api/v1/documents/<int:document_id>/", "get"): "researcher",
    ("api/v1/documents/<int:document_id>/text/", "get"): "researcher",
    # These three open to annotators once they have answered, or been asked; not to all.
    ("api/v1/nodes/<int:node_id>/", "get"): "researcher",
    ("api/v1/responses/<int:response_id>/provenance/", "get"): "researcher",
    ("api/v1/comparisons/<int:comparison_id>/passages/", "get"): "researcher",
    (f"{P}imports/", "get"): "researcher",
    (f"{P}imports/", "post"): "researcher",
    (f"{P}imports/preview/", "post"): "researcher",
    (f"{P}import-mappings/", "get"): "researcher",
    (f"{P}import-mappings/", "post"): "researcher",
    ("api/v1/import-mappings/<int:mapping_id>/", "delete"): "researcher",
    ("api/v1/imports/<int:import_id>/", "get"): "researcher",
    (f"{P}removals/", "get"): "admin",
    (f"{P}removals/", "post"): "admin",
    (f"{P}removals/preview/", "post"): "admin",
    ("api/v1/removals/<int:removal_id>/", "get"): "admin",
    ("api/v1/snapshots/<int:snapshot_id>/croissant/", "get"): "researcher",
    (f"{P}rater-report/", "get"): "admin",
    ("api/v1/snapshots/<int:snapshot_id>/withdraw/", "post"): "admin",
    (f"{P}exports/", "post"): "researcher",
    (f"{P}jobs/", "get"): "researcher",
    ("api/v1/jobs/<int:job_id>/", "get"): "researcher",
    ("api/v1/jobs/<int:job_id>/cancel/", "post"): "researcher",
    ("api/v1/jobs/<int:job_id>/retry/", "post"): "researcher",
    ("api/v1/jobs/<int:job_id>/download/", "get"): "researcher",
    (f"{P}snapshots/", "get"): "researcher",
    ("api/v1/snapshots/<int:snapshot_id>/", "get"): "researcher",
    ("api/v1/snapshots/<int:snapshot_id>/download/", "get"): "researcher",
    (f"{P}live-head/", "get"): "researcher",
    (f"{P}live-head/preferences/", "get"): "researcher",
    (f"{P}model-versions/", "get"): "researcher",
    ("api/v1/model-versions/<int:version_id>/export/", "post"): "researcher",
    ("api/v1/model-versions/<int:version_id>/promote/", "post"): "admin",
    (f"{P}promotions/", "get"): "researcher",
    (f"{P}training-runs/", "get"): "researcher",
    (f"{P}training-runs/", "post"): "admin",
    ("api/v1/training-runs/<int:run_id>/", "get"): "researcher",
    ("api/v1/training-runs/<int:run_id>/cancel/", "post"): "admin",
    ("api/v1/training-runs/<int:run_id>/retry/", "post"): "admin",
    ("api/v1/promotions/<int:promotion_id>/cancel/", "post"): "admin",
    ("api/v1/promotions/<int:promotion_id>/retry/", "post"): "admin",
    (f"{P}retrain-policy/", "get"): "admin",
    (f"{P}retrain-policy/", "patch"): "admin",
    (f"{P}metrics/agreement/", "get"): "researcher",
    (f"{P}metrics/raters/", "get"): "annotator",
    (f"{P}metrics/generators/", "get"): "researcher",
    (f"{P}metrics/accuracy/", "get"): "researcher",
    (f"{P}metrics/breakdown/", "get"): "researcher",
    (f"{P}metrics/disagreements/", "get"): "researcher",
    (f"{P}metrics/lift/", "get"): "researcher",
    (f"{P}metrics/length/", "get"): "researcher",
    (f"{P}metrics/calibration/", "get"): "researcher",
    (f"{P}monitor-rounds/", "get"): "researcher",
    (f"{P}monitor-rounds/", "post"): "admin",
    ("api/v1/monitor-rounds/<int:round_id>/figures/", "get"): "researcher",
    ("api/v1/monitor-rounds/<int:round_id>/close/", "post"): "admin",
    (f"{P}evaluation-sets/", "get"): "researcher",
    (f"{P}attack-suite/", "get"): "researcher",
    (f"{P}attack-suite/", "post"): "researcher",
    (f"{P}red-team/score/", "post"): "researcher",
    (f"{P}audits/", "get"): "researcher",
    (f"{P}audits/", "post"): "researcher",
    ("api/v1/audits/<int:audit_id>/", "get"): "researcher",
    ("api/v1/audits/<int:audit_id>/", "post"): "researcher",
    ("api/v1/audit-results/<int:result_id>/cancel/", "post"): "researcher",
    ("api/v1/audit-results/<int:result_id>/retry/", "post"): "researcher",
    (f"{P}warm-start/", "post"): "admin",
    (f"{P}classify", "post"): "researcher",
    (f"{P}pooling", "post"): "researcher",
    (f"{P}score", "post"): "researcher",
    (f"{P}v1/embeddings", "post"): "researcher",
    (f"{P}v1/models", "get"): "researcher",
    (f"{P}reward/", "post"): "researcher",
    (f"{P}reward/responses/", "post"): "researcher",
    (f"{P}reward/openrlhf/", "post"): "researcher",
    (f"{P}select/", "post"): "researcher",
    (f"{P}v1/chat/completions", "post"): "researcher",
    ("api/schema/", "get"): SELF,
    ("api/docs/", "get"): SELF,
}
# Not ours to guard: they show nothing without a login, or have guards and tests of their own.
OTHERS = ("admin/", "_allauth/", "accounts/", "healthz", "metrics", "^api/", "^(?!")


def routes(patterns: list[Any] | None = None, prefix: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        else:
            found[route] = pattern
    return found


def methods_of(pattern: URLPattern) -> set[str]:
    view = pattern.callback.view_class  # type: ignore[union-attr]
    return {m for m in ("get", "post", "put", "patch", "delete") if hasattr(view, m)}


@pytest.fixture
def objects(project, people, make_comparisons) -> dict[str, Any]:
    """One object for each kind of id in a route."""
    from feedback.models import (
        Generation,
        GenerationPlan,
        Import,
        ImportMapping,
        Job,
        MonitorRound,
        Preference,
        Removal,
        Response,
        Snapshot,
    )
    from feedback.services.trees import add_document, open_documents
    from rewardmodel.models import AuditResult, BehaviourAudit, ModelVersion, Promotion, TrainingRun

    (comparison,) = make_comparisons(1, answers=1, wanted=2)
    preference = Preference.objects.create(
        project=project,
        comparison=comparison,
        annotator=people["admin"],
        choice="a",
        submission_key=str(uuid.uuid4()),
    )
    document = add_document(
        project=project, title="Plumb lines", text="A weight hangs from a cord. The cord is true."
    )
    open_documents(project=project)
    generator = comparison.response_a.generator
    generation = Generation.objects.create(
        project=project, prompt=comparison.prompt, generator=generator, state="failed"
    )
    version = ModelVersion.objects.create(
        project=project, number=1, encoder_key=hashlib.sha256(b"").hexdigest()
    )
    audit = BehaviourAudit.objects.create(project=project, name="a", questions=[])
    return {
        "generator_id": generator.pk,
        "generation_id": generation.pk,
        "plan_id": GenerationPlan.objects.create(project=project, name="all").pk,
        "slug": project.slug,
        "username": "annotator",
        "token_id": "none",
        "invitation_id": project.invitations.create(
            role="annotator", digest="0", expires_at=timezone.now()
        ).pk,
        "comparison_id": comparison.pk,
        "preference_id": preference.pk,
        "document_id": document.pk,
        "response_id": Response.objects.filter(prompt__node__document=document)[0].pk,
        "node_id": document.nodes.first().pk,
        "job_id": Job.objects.create(project=project, kind="export", format="trl").pk,
        "snapshot_id": Snapshot.objects.create(
            project=project,
            format="trl",
            filename="plumb.jsonl",
            sha256=hashlib.sha256(b"{}").hexdigest(),
            size=2,
            file=ContentFile(b"{}", name="plumb.jsonl"),
        ).pk,
        "version_id": version.pk,
        "promotion_id": Promotion.objects.create(project=project, version=version).pk,
        "audit_id": audit.pk,
        "result_id": AuditResult.objects.create(project=project, audit=audit).pk,
        "mapping_id": ImportMapping.objects.create(
            project=project, name="walls", mapping={"prompt": "q"}
        ).pk,
        "import_id": Import.objects.create(
            project=project, sha256=hashlib.sha256(b"").hexdigest(), size=0, format="raw"
        ).pk,
        "removal_id": Removal.objects.create(
            project=project, kind="prompt", target={"prompt": comparison.prompt_id}
        ).pk,
        "round_id": MonitorRound.objects.create(
            project=project, samples=2, ns=[2], most_prompts=10, tolerance=0.02, seed=1
        ).pk,
        "run_id": TrainingRun.objects.create(project=project).pk,
    }


def call(role: str, people: dict[str, Any], method: str, route: str, ids: dict[str, Any]) -> int:
    client = APIClient(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(people[role])
    url = "/" + route
    for name, value in ids.items():
        for kind in ("slug", "str", "int"):
            url = url.replace(f"<{kind}:{name}>", str(value))
    assert "<" not in url, f"The test knows no object for {route}"
    return int(getattr(client, method)(url, {}, format="json").status_code)


def expected(role: str, least: str) -> set[int] | None:
    """The statuses that turn the role away, or None where it gets in."""
    if least == ANYONE:
        return None
    if role == "anonymous":
        return {401}
    if least == SELF:
        return None
    if least == SUPERUSER:
        return {403}
    if least == "own":
        return None if role == "admin" else {404}
    if role == "outsider":
        return {404}
    rank = ("annotator", "researcher", "admin")
    return None if rank.index(role) >= rank.index(least) else {403}


def test_the_table_lists_every_route_and_method():
    ours = {r: p for r, p in routes().items() if not r.startswith(OTHERS)}
    listed = {(route, method) for route, p in ours.items() for method in methods_of(p)}
    assert listed == set(TABLE)


@pytest.mark.parametrize(("route", "method"), list(TABLE))
def test_only_the_roles_of_the_table_get_in(route, method, people, objects, settings):
    settings.PLUMBLINE_SCORER_WAIT_MS = 20
    for role in ROLES:
        status = call(role, people, method, route, objects)
        turned_away = expected(role, TABLE[route, method])
        if turned_away is not None:
            assert status in turned_away, f"{role}: {status}"
        else:
            # A mapping that the role before has deleted is not there.
            gone = ("token_id", "download", "mapping_id")
            missing = {404} if not any(each in route for each in gone) else set()
            assert status not in {401, 403, 405, 500} | missing, f"{role}: {status}"
