"""The database itself refuses to alter the audit log, or to thin it out."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from feedback.audit_triggers import create_triggers, delete_entries_of_gone_project
from feedback.models import AuditEntry, Project
from feedback.services.audit import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(project):
    create_triggers(connection)  # a test that empties SQLite's tables may have dropped one
    record("member.added", by=None, project=project, subject="ann")
    return AuditEntry.objects.get()


def test_an_entry_cannot_be_altered(entry):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(subject="bob")
    assert AuditEntry.objects.get().subject == "ann"


def test_an_entry_of_a_project_that_exists_cannot_be_deleted(entry):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert AuditEntry.objects.exists()


def test_the_log_of_a_project_goes_with_it_and_the_rest_stays(entry, project):
    other = Project.objects.create(slug="other", name="Other")
    record("member.added", by=None, project=other)
    record("project.deleted", by=None, subject=f"project {project.pk}")
    pk = project.pk
    project.delete()
    delete_entries_of_gone_project(connection, pk)
    assert AuditEntry.objects.filter(project=pk).count() == 0
    assert AuditEntry.objects.count() == 2
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(project=other.pk).delete()
