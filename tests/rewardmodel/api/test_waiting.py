"""A program waits until what people answered has been learned."""

from __future__ import annotations

import pytest

from plumbline_client import PlumblineError
from rewardmodel.services.fast_clock import update_head

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


def test_it_waits_for_every_answer_and_no_longer_than_agreed(
    client_to, project, people, make_comparisons, give_answers
):
    client = client_to()
    make_comparisons(4)
    give_answers(project, people["annotator"], 4)
    with pytest.raises(PlumblineError, match="4 answers are not learned yet") as late:
        client.wait_until_learned(every=0, timeout=0)
    assert late.value.code == "not_learned"
    update_head(project_id=project.pk)
    assert client.wait_until_learned(every=0)["step"] == 4
