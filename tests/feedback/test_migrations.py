"""Upgrading keeps documents and settings, and says of their questions what exports tell of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from feedback.models import Document, Generator, Project, Prompt

BEFORE = [("feedback", "0004_the_mix")]


@pytest.mark.django_db(transaction=True)
def test_questions_about_nodes_learn_their_depth_and_span_and_settings_their_new_names():
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps
    project = old.get_model("feedback", "Project").objects.create(
        slug="old", name="Old", policy="entropy", audit_overlap=3
    )
    old.get_model("feedback", "Generator").objects.create(
        project=project, name="leading", kind="extractive"
    )
    document = old.get_model("feedback", "Document").objects.create(
        project=project, title="Lines", text="They hang. They are true.", content_hash="0" * 64
    )
    nodes = old.get_model("feedback", "Node").objects
    root = nodes.create(document=document, height=1, position=0, start=0, end=25)
    leaf = nodes.create(document=document, height=0, position=1, start=11, end=25, parent=root)
    old.get_model("feedback", "Prompt").objects.create(
        project=project, messages=[], content_hash="1" * 64, origin="x", node=leaf,
        metadata={"document": document.pk, "height": 0},
    )  # fmt: skip
    try:
        MigrationExecutor(connection).migrate(newest)
        about = Prompt.objects.get(origin="x").metadata
        assert (about["depth"], about["span"]) == (1, {"start": 11, "end": 25})
        assert Document.objects.get(pk=document.pk).context_from == Document.Context.TEXT
        assert Generator.objects.get(project=project.pk).enabled
        settings = Project.objects.get(pk=project.pk)
        assert (settings.acquisition_rule, settings.random_overlap) == ("entropy", 3)
    finally:
        MigrationExecutor(connection).migrate(newest)
