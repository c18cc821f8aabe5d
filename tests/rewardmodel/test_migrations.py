"""Upgrading keeps what the live head had learned."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rewardmodel.models import LiveHead
from rewardmodel.services.heads import load_posterior

DIM = 5


@pytest.mark.django_db(transaction=True)
def test_whole_covariances_become_triangles():
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes("rewardmodel")
    executor.migrate([("rewardmodel", "0001_initial")])
    # The other app stays as it is: its tables have columns that its first migrations did not know.
    beside = executor.loader.graph.leaf_nodes("feedback")
    old = executor.loader.project_state([("rewardmodel", "0001_initial"), *beside]).apps
    project = old.get_model("feedback", "Project").objects.create(slug="old", name="Old")
    version = old.get_model("rewardmodel", "ModelVersion").objects.create(
        project=project, number=1, encoder_key="0" * 64
    )
    head = old.get_model("rewardmodel", "LiveHead").objects.create(
        project=project, version=version, step=7
    )
    root = np.random.default_rng(0).normal(size=(DIM, DIM))
    covariance = root @ root.T
    old.get_model("rewardmodel", "HeadState").objects.create(
        head=head,
        mean=np.arange(DIM, dtype=np.float64).tobytes(),
        covariance=covariance.tobytes(),
        log_tie=-1.0,
        prior_precision=3.0,
    )
    try:
        MigrationExecutor(connection).migrate(leaves)
        posterior = load_posterior(LiveHead.objects.get(step=7))
    finally:
        MigrationExecutor(connection).migrate(leaves)
    np.testing.assert_array_equal(posterior.mean, np.arange(DIM))
    np.testing.assert_allclose(posterior.covariance, covariance, rtol=1e-6)
