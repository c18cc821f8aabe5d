"""What people and models do goes on with the data of an earlier version."""

from __future__ import annotations

import json
import math

from tests.upgrades.conftest import Upgraded


def test_people_answer_and_the_model_learns_on_data_of_an_earlier_version(
    upgraded: Upgraded,
) -> None:
    told = json.loads(upgraded.python("-m", "tests.upgrades.go_on"))
    assert told["key"] == "sk-secret"
    assert set(told["projects"]) == {"essays", "books", "exam", "seeded"}
    for slug, project in told["projects"].items():
        standing = [
            row
            for row in upgraded.before["feedback_preference"]
            if row["is_current"] and _slug(upgraded, row["project_id"]) == slug
        ]
        assert project["stand"] == len(standing)  # one came and was taken back
        assert project["open"] > 0, slug
        assert math.isfinite(project["reward"])
    assert any(project["learned"] for project in told["projects"].values())
    # Both were trained by the earlier version: their files are found, and are what was stored.
    assert told["projects"]["essays"]["scored_by"] == 2
    assert told["projects"]["seeded"]["scored_by"] == 2


def _slug(upgraded: Upgraded, project_id: int) -> str:
    rows = upgraded.before["feedback_project"]
    return next(str(row["slug"]) for row in rows if row["id"] == project_id)
