"""`manage.py remove` previews, asks for a reason, and removes."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from feedback.models import AuditEntry, Preference
from tests.rewardmodel.removals.conftest import votes

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command("remove", *words, "--project", "plumb", stdout=out)
    return json.loads(out.getvalue())


def test_it_previews_and_removes(bring):
    mine = bring(votes("zelda", range(3)))
    assert run("import", str(mine.pk), "--preview")["counts"]["preferences"] == 3
    assert Preference.objects.count() == 3
    assert run("import", str(mine.pk), "--reason", "Wrong file.")["preferences"] == 3
    assert not Preference.objects.exists()
    assert AuditEntry.objects.get(action="data.removal_asked_for").reason == "Wrong file."


@pytest.mark.parametrize(
    "words",
    [
        ["rater", "zelda", "--imported"],
        ["rater", "nobody", "--reason", "x"],
        ["prompt", "first", "--reason", "x"],
        ["project", "plum", "--reason", "x"],
    ],
)
def test_what_makes_no_sense_is_refused(bring, words):
    bring(votes("zelda", range(1)))
    with pytest.raises(CommandError):
        run(*words)
    assert Preference.objects.count() == 1
