"""Words are found in prompts, responses, comparisons and preferences, page by page."""

from __future__ import annotations

import io
import json

import pytest

from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Comparison, Generator, Preference, Prompt, Response
from feedback.services.indexing import index_texts

P = "/api/v1/projects/plumb/"
MAPPING = {"prompt": "q", "response_a": "a", "response_b": "b", "choice": "won", "rationale": "why"}
ROWS = [
    {"q": "Why do walls lean?", "a": "The ground gives.", "b": "Wind.", "won": "a", "why": "true"},
    {"q": "Why do towers stand?", "a": "Good footings.", "b": "Luck.", "won": "b", "why": "funny"},
    {"q": "Où est le café?", "a": "Là-bas.", "b": "Derrière le mur.", "won": "tie", "why": "both"},
]


@pytest.fixture
def found(project, client_of):
    content = "\n".join(json.dumps(row) for row in ROWS).encode()
    import_file(
        project=project,
        file=io.BytesIO(content),
        format="mapping",
        options=ImportOptions(mapping=MAPPING),
    )
    index_texts()
    client = client_of("researcher")

    def ask(listed, **query):
        answer = client.get(f"{P}{listed}/", query)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    return ask


def asked(rows):
    return [row["messages"][0]["content"] for row in rows]


def test_prompts_are_found_by_their_words(found):
    assert len(found("prompts")) == 3
    assert asked(found("prompts", q="WALLS lean")) == [ROWS[0]["q"]]
    assert asked(found("prompts", q="café")) == [ROWS[2]["q"]]
    assert found("prompts", q="walls towers") == []
    assert found("prompts", q="role content") == [], "roles are no words of the prompt"
    assert found("prompts", q="towers")[0]["responses"] == 2
    assert len(found("prompts", q="  ")) == 3


def test_phrases_stand_together_and_a_minus_leaves_out(found):
    assert asked(found("prompts", q='"towers stand"')) == [ROWS[1]["q"]]
    assert found("prompts", q='"stand towers"') == []
    assert asked(found("prompts", q="-walls")) == [ROWS[2]["q"], ROWS[1]["q"]]
    assert found("comparisons", q='towers -"good footings"') == []


def test_responses_are_found_and_narrowed_down(found):
    assert [row["text"] for row in found("responses", q="footings")] == ["Good footings."]
    assert found("responses", q="towers") == [], "its prompt holds it, it does not"
    assert found("responses", scored=True) == []
    Response.objects.filter(text="Wind.").update(reward=2.5)
    assert [row["text"] for row in found("responses", scored=True)] == ["Wind."]
    assert found("responses", least_reward=3) == []
    assert [row["reward"] for row in found("responses", least_reward=2, most_reward=3)] == [2.5]
    (row,) = found("responses", q="luck", generator="mapping")
    assert [each["text"] for each in found("responses", prompt=row["prompt"])] == [
        "Luck.",
        "Good footings.",
    ]


def test_comparisons_are_found_by_all_that_is_shown(found):
    (row,) = found("comparisons", q="towers luck")
    assert {each["text"] for each in row["responses"]} == {"Good footings.", "Luck."}
    assert found("comparisons", q="towers", status="open") == []
    assert len(found("comparisons", q="towers", status="closed", stream="imported")) == 1


def test_preferences_are_found_by_rationale_and_texts(found):
    assert [row["rationale"] for row in found("preferences", q="funny")] == ["funny"]
    assert [row["rationale"] for row in found("preferences", q="wind")] == ["true"]
    assert [row["rationale"] for row in found("preferences", choice="tie")] == ["both"]
    assert len(found("preferences", imported=True)) == 3
    assert found("preferences", imported=False) == []
    assert found("preferences", since="2999-01-01T00:00:00Z") == []


def marked(row):
    return {
        each["of"]: [piece["text"].lower() for piece in each["pieces"] if piece["found"]]
        for each in row["snippets"]
    }


def test_the_words_are_marked_where_they_stand(found):
    (row,) = found("prompts", q="walls")
    assert marked(row) == {"prompt": ["walls"]}
    whole = "".join(piece["text"] for piece in row["snippets"][0]["pieces"])
    assert whole == ROWS[0]["q"]
    (row,) = found("comparisons", q="towers luck")
    sides = {each["text"]: f"response_{each['side']}" for each in row["responses"]}
    assert marked(row) == {
        "prompt": ["towers"],
        sides["Luck."]: ["luck"],
        sides["Good footings."]: [],
    }
    (row,) = found("preferences", q="funny")
    assert marked(row)["rationale"] == ["funny"]
    assert all(row["snippets"] == [] for row in found("prompts"))


def test_a_long_text_is_shown_where_the_words_stand(project, client_of):
    prompt = Prompt.objects.create(project=project, messages=[], content_hash="0", origin="0")
    generator = Generator.objects.create(project=project, name="long", kind="import")
    text = "Stones lie there. " * 3000 + "The plumbline hangs. " + "Stones lie there. " * 3000
    Response.objects.create(prompt=prompt, generator=generator, text=text, content_hash="1")
    index_texts()
    answer = client_of("researcher").get(f"{P}responses/", {"q": "plumbline"}).json()
    (snippet,) = answer["results"][0]["snippets"]
    said = "".join(piece["text"] for piece in snippet["pieces"])
    assert "The plumbline hangs." in said
    assert len(said) < 600


def test_comparisons_are_narrowed_to_how_they_were_asked_and_answered(found, people):
    Comparison.objects.filter(prompt__messages__0__content=ROWS[0]["q"]).update(
        acquisition_rule="margin", answers=0
    )
    assert [row["acquisition_rule"] for row in found("comparisons", acquisition_rule="margin")] == [
        "margin"
    ]
    assert [row["acquisition_rule"] for row in found("comparisons", answered=False)] == ["margin"]
    assert len(found("comparisons", answered=True)) == 2
    assert len(found("comparisons", generator="mapping")) == 3
    assert found("comparisons", generator="nobody") == []
    assert found("comparisons", member="annotator") == []
    Preference.objects.filter(rationale="both").update(annotator=people["annotator"])
    (row,) = found("comparisons", member="annotator")
    assert row["prompt_excerpt"] == ROWS[2]["q"]
    assert found("comparisons", since="2999-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("metadata", "domain"),
    [
        ({"domain": "law"}, "law"),
        ({"format": "trl", "extra": {"topic": "law"}}, "law"),
        ({"format": "trl", "extra": {"topic": "masonry"}}, ""),
    ],
)
def test_all_lists_are_narrowed_to_a_domain(found, metadata, domain):
    Prompt.objects.filter(messages__0__content=ROWS[0]["q"]).update(metadata=metadata)
    wanted = {"prompts": 1, "responses": 2, "comparisons": 1, "preferences": 1}
    for kind, count in wanted.items():
        assert len(found(kind, domain="law")) == (count if domain else 0)


def test_responses_are_narrowed_to_a_kind_of_generator(found):
    assert len(found("responses", kind="import")) == 6
    assert found("responses", kind="endpoint") == []


def test_how_an_answer_came_to_be_asked_for_is_not_for_annotators(found, client_of, people):
    Preference.objects.update(annotator=people["annotator"])
    for name, value in (
        ("stream", "imported"),
        ("acquisition_rule", "margin"),
        ("generator", "mapping"),
    ):
        assert len(found("preferences", **{name: value})) == (
            0 if name == "acquisition_rule" else 3
        )
        answer = client_of("annotator").get(f"{P}preferences/", {name: value})
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied"), name


def test_an_annotator_finds_own_answers_alone(found, client_of, people):
    Preference.objects.filter(rationale="true").update(annotator=people["annotator"])
    client = client_of("annotator")
    rows = client.get(f"{P}preferences/", {"q": "why"}).json()["results"]
    assert [row["rationale"] for row in rows] in ([], ["true"])  # "why" is a stop word to some
    mine = client.get(f"{P}preferences/", {"annotator": "annotator"}).json()["results"]
    assert [row["rationale"] for row in mine] == ["true"]
    assert client.get(f"{P}preferences/", {"choice": "tie"}).json()["results"] == []
    assert client.get(f"{P}prompts/").status_code == 403


def test_pages_follow_each_other_by_cursor(found, client_of):
    client = client_of("researcher")
    address, seen = f"{P}comparisons/?q=-banana&page_size=1", []
    if not client.get(address).json()["results"]:  # only full text search knows what "-" means
        address = f"{P}comparisons/?q=e&page_size=1"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) >= 2


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("prompts", {"q": "x" * 201}),
        ("responses", {"least_reward": "high"}),
        ("preferences", {"choice": "banana"}),
        ("preferences", {"since": "soon"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_the_one_shape(client_of, project, kind, query):
    answer = client_of("researcher").get(f"{P}{kind}/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("said", ["'; --", "%", "_", "\\", '"', "(", "& | !", "a:*"])
def test_no_sign_breaks_the_search(found, said):
    for kind in ("prompts", "responses", "comparisons", "preferences"):
        assert len(found(kind, q=said)) <= 6
