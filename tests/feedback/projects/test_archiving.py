"""An archived project can be read and exported, and nobody adds to it or changes it."""

from __future__ import annotations

import pytest

from feedback.models import Preference

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"


def test_an_archived_project_is_read_and_not_changed(client_of, make_comparisons):
    (comparison,) = make_comparisons(1)
    admin, annotator = client_of("admin"), client_of("annotator")
    served = annotator.post(f"{P}next/").json()
    assert served["id"] == comparison.pk
    assert admin.post(f"{P}archive/").json()["archived_at"]
    key = {"choice": "a", "submission_key": "0" * 32}
    for client, method, path, body in (
        (annotator, "post", f"{P}next/", {}),
        (annotator, "post", f"/api/v1/comparisons/{comparison.pk}/preferences/", key),
        (admin, "patch", P, {"overlap": 2}),
        (admin, "post", f"{P}members/", {"username": "outsider", "role": "annotator"}),
        (admin, "post", f"{P}training-runs/", {}),
        (admin, "post", f"{P}documents/", {"title": "t", "text": "A text."}),
    ):
        answer = getattr(client, method)(path, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (409, "project_archived"), path
    assert not Preference.objects.exists()
    assert admin.get(f"{P}comparisons/").status_code == 200
    assert admin.post(f"{P}exports/", {"format": "raw"}).status_code == 202


def test_a_restored_project_goes_on_as_it_was(client_of, make_comparisons):
    make_comparisons(1)
    admin = client_of("admin")
    admin.post(f"{P}archive/")
    assert admin.post(f"{P}restore/").json()["archived_at"] is None
    assert client_of("annotator").post(f"{P}next/").status_code == 200
    told = admin.get(f"{P}audit-log/").json()["results"]
    assert [entry["action"] for entry in told] == ["project.restored", "project.archived"]
