"""Projects take turns, and none takes more than its share while others wait."""

from __future__ import annotations

import pytest
from django.utils import timezone

from feedback.models import Generation, Generator, Job, Project, Prompt, Upkeep, Worker
from feedback.services.work import ask
from feedback.services.work.claiming import claim, line_of
from feedback.services.work.holding import others_wait
from feedback.services.work.outcomes import More
from feedback.services.work.running import _write_down

pytestmark = pytest.mark.django_db


def project_named(name: str) -> Project:
    return Project.objects.create(slug=name, name=name)


def places(queue: str, count: int) -> None:
    Worker.objects.create(name=queue, queues=[queue], places=count, heard_at=timezone.now())


def test_a_project_with_much_to_do_does_not_starve_one_with_little():
    much, little = project_named("much"), project_named("little")
    for _ in range(20):
        Job.objects.create(project=much, kind="export", format="raw")
    Job.objects.create(project=little, kind="export", format="raw")
    first, second = claim("bulk"), claim("bulk")
    assert {first.project, second.project} == {much, little}
    assert claim("bulk") is None  # one export of a project at a time


def test_long_work_goes_to_the_end_of_the_line_after_a_slice():
    many, few = project_named("many"), project_named("few")
    ask("features", project_id=many.pk)
    begun = claim("soon")
    assert not others_wait(begun)
    ask("features", project_id=few.pk)
    assert others_wait(begun)
    _write_down(begun, More(fields={"position": 7}))
    next_one = claim("soon")
    assert next_one.project == few
    _write_down(next_one, More())
    again = claim("soon")
    assert (again.pk, again.position, again.attempts) == (begun.pk, 7, 1)


def test_of_one_project_the_most_urgent_comes_first(project):
    for kind in ("features", "documents", "refresh"):
        ask(kind, project_id=project.pk)
    assert [claim("soon").kind for _ in range(3)] == ["refresh", "documents", "features"]


@pytest.mark.parametrize(("calls", "share"), [(1, 1), (4, 2), (5, 2)])
def test_no_project_holds_more_than_half_of_a_kinds_places(settings, calls, share):
    settings.PLUMBLINE_ENDPOINT_CALLS = calls
    much, little = project_named("much"), project_named("little")

    def write_for(project: Project, count: int) -> None:
        generator = Generator.objects.create(project=project, name="small", kind="endpoint")
        for number in range(count):
            prompt = Prompt.objects.create(
                project=project, messages=[], content_hash="0" * 64, origin=str(number)
            )
            Generation.objects.create(project=project, prompt=prompt, generator=generator)

    write_for(much, 9)
    alone = [claim("bulk") for _ in range(calls + 1)]
    assert [row is None for row in alone] == [False] * calls + [True]  # nobody else waits
    Generation.objects.update(state="queued", claimed_by="")
    write_for(little, 9)
    held = [row.project for row in (claim("bulk") for _ in range(calls + 1)) if row]
    assert held.count(much) <= share
    assert held.count(little) <= share
    assert len(held) == min(calls, 2 * share)


def test_what_cannot_be_cut_leaves_half_of_the_places(project):
    places("bulk", 2)
    others = [project_named(name) for name in ("one", "two")]
    for each in others:
        ask("refit", project_id=each.pk)
    ask("rewards", project_id=others[0].pk)
    kinds = [row.kind for row in (claim("bulk"), claim("bulk"))]
    assert sorted(kinds) == ["refit", "rewards"]
    assert claim("bulk") is None
    Job.objects.create(project=project, kind="import", format="trl")
    assert claim("bulk").kind == "import"


def test_what_is_not_due_is_not_in_the_line(project):
    ask("refresh", project_id=project.pk, delay=60)
    assert line_of("soon") == []
    Upkeep.objects.update(due_at=timezone.now())
    assert [place.kind for place in line_of("soon")] == ["refresh"]
