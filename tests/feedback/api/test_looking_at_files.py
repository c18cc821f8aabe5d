"""A file is looked at before it is imported: what it is, how it would be read, what is wrong."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.imports import FORMATS
from feedback.models import AuditEntry, Import, ImportMapping, Job, Project, Prompt
from tests.feedback.imports.test_formats import GOOD
from tests.feedback.imports.test_what_others_bring import FLAT, KAGGLE, SCORES, THEIRS

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"
PAIRS = [{"prompt": f"Why {i}?", "chosen": "So.", "rejected": "No."} for i in range(3)]


def lines(*rows: Any) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


@pytest.fixture
def look(client_of):
    client = client_of("researcher")

    def send(content: bytes, name: str = "rows.jsonl", **fields: Any) -> Any:
        body = {"file": SimpleUploadedFile(name, content)} | fields
        answer = client.post(f"{P}imports/preview/", body, format="multipart")
        return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json())

    return send


@pytest.mark.parametrize(
    ("format", "row"),
    [
        *sorted((GOOD | THEIRS).items()),
        ("arena", KAGGLE),
        ("argilla", FLAT),
        ("ranks", SCORES),
        ("trl", {"chosen": "Why? So.", "rejected": "Why? No."}),
    ],
)
def test_a_file_of_each_format_is_known(look, format, row):
    found = look(lines(row))
    assert found["guess"]["format"] == found["format"] == format
    assert (found["read"], found["good"], found["guess"]["fit"]) == (1, 1, 1)
    assert found["guess"]["fields"]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "mapping"])
def test_the_examples_are_known_too(look, name):
    found = look(FORMATS[name].examples[0].lines.encode())
    assert found["guess"]["format"] == name


def test_the_first_rows_are_shown_as_they_would_be_stored(look):
    found = look(lines(THEIRS["arena"] | {"winner": "tie (bothbad)"}))
    [row] = found["rows"]
    [part] = row["parts"]
    assert (row["line"], part["prompt"]) == (1, [{"role": "user", "content": "Why?"}])
    assert [each["generator"] for each in part["responses"]] == ["m1", "m2"]
    assert part["votes"] == [
        {
            "first": 0,
            "second": 1,
            "choice": "tie",
            "both_bad": True,
            "rater": "expert_1",
            "strength": None,
        }
    ]


def test_what_is_missing_is_said_by_line_and_field(look):
    bad = {"prompt": "Why?", "chosen": "So."}
    found = look(lines(*PAIRS, bad, PAIRS[0]))
    assert (found["read"], found["good"]) == (5, 4)
    assert found["problems"] == [
        {"line": 4, "problem": "missing_field", "message": "Missing: rejected."}
    ]


def test_nothing_is_stored(look):
    look(lines(*PAIRS))
    assert not any(model.objects.exists() for model in (Prompt, Job, Import))


def test_a_file_of_no_format_is_offered_a_mapping(look):
    rows = [
        {"question": "Why?", "left": "So.", "right": "No.", "winner": word, "who": "ann"}
        for word in ("left", "right", "none")
    ]
    found = look(lines(*rows))
    assert (found["guess"], found["format"], found["good"]) == (None, None, 0)
    mapping = {
        "prompt": "question",
        "response_a": "left",
        "response_b": "right",
        "choice": "winner",
        "rater": "who",
    }
    assert found["mapping"] == mapping
    by_name = {column["name"]: column for column in found["columns"]}
    assert by_name["winner"]["words"] == ["left", "none", "right"]
    words = {"left": "a", "right": "b", "none": "tie"}
    mapped = look(
        lines(*rows),
        format="mapping",
        mapping=json.dumps(mapping | {"choices": words}),
    )
    votes = [row["parts"][0]["votes"][0]["choice"] for row in mapped["rows"]]
    assert (mapped["good"], votes) == (3, ["a", "b", "tie"])


def test_places_inside_others_are_columns(look):
    row = {"q": {"text": "Why?"}, "answers": [{"text": "So."}, {"text": "No."}], "n": 1}
    names = [column["name"] for column in look(lines(row))["columns"]]
    assert names == ["q", "q.text", "answers", "answers[0].text", "answers[1].text", "n"]


def test_a_misspelt_field_of_a_mapping_is_a_warning(look):
    row = {"q": "Why?", "good": "So.", "bad": "No.", "model": "m1"}
    mapping = {"prompt": "q", "chosen": "good", "rejected": "bad", "generator_a": "modell"}
    found = look(lines(row), format="mapping", mapping=json.dumps(mapping))
    assert found["warnings"] == ["No row has the field 'modell' (perhaps 'model')."]


def test_a_part_of_a_file_is_enough(look):
    content = lines(*PAIRS * 50)
    cut = look(content[: len(content) // 2], is_part=True)
    assert (cut["format"], cut["problems"]) == ("trl", [])
    assert cut["read"] == cut["good"] > 50
    packed = gzip.compress(lines(*({**each, "n": i} for i, each in enumerate(PAIRS * 2000))))
    packed_part = look(packed[: len(packed) // 2], "rows.jsonl.gz", is_part=True)
    assert (packed_part["packing"], packed_part["format"]) == ("gzip", "trl")


def test_what_needs_the_whole_file_says_so(look):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(PAIRS * 100), file)
    whole = look(file.getvalue(), "rows.parquet")
    assert (whole["container"], whole["encoding"], whole["format"]) == ("parquet", "", "trl")
    for content, name in (
        (file.getvalue()[:200], "rows.parquet"),
        (zipped(lines(*PAIRS))[:60], "rows.zip"),
        (lines({"prompt": "x" * 5000})[:1000], "rows.jsonl"),
    ):
        status, error = look(content, name, is_part=True)
        assert (status, error["code"]) == (400, "whole_file_needed")
        assert "dry run" in error["message"]


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data/rows.jsonl", content)
    return file.getvalue()


def test_packing_and_containers_are_named(look):
    csv = b"prompt;chosen;rejected\nWhy?;So.;No.\n"
    for content, name, container, packing in (
        (json.dumps({"data": PAIRS}).encode(), "rows.json", "json", ""),
        (bz2.compress(lines(*PAIRS)), "rows.bz2", "jsonl", "bzip2"),
        (zipped(lines(*PAIRS)), "rows.zip", "zip", "zip"),
        (csv, "rows.csv", "csv", ""),
        (csv.replace(b";", b"\t"), "rows.tsv", "tsv", ""),
    ):
        found = look(content, name)
        assert (found["container"], found["packing"], found["format"]) == (
            container,
            packing,
            "trl",
        )


@pytest.mark.parametrize(
    ("encoding", "stated", "expected"),
    [
        ("utf-8", {}, "utf-8"),
        ("utf-16", {}, "utf-16"),
        ("cp1252", {}, "cp1252"),
        ("latin-1", {"encoding": "latin-1"}, "latin-1"),
    ],
)
def test_the_encoding_is_found_or_taken_as_stated(look, encoding, stated, expected):
    text = "prompt,chosen,rejected\nWhy?,Schön.,Nein.\n"
    found = look(text.encode(encoding), "rows.csv", **stated)
    assert found["encoding"] == expected
    assert found["rows"][0]["parts"][0]["responses"][0]["text"] == "Schön."


@pytest.mark.parametrize(
    ("content", "name", "code", "word"),
    [
        (b"", "rows.jsonl", "no_rows", "no rows"),
        (b"%PDF-1.7 x", "paper.pdf", "unknown_container", "PDF"),
        (b"PK\x03\x04" + b"\0" * 40, "rows.zip", "damaged_zip", "ZIP"),
        (b"<!doctype html><p>Not found", "rows.jsonl", "unknown_container", "web page"),
        (b"\x1f\x8bnot gzip at all", "rows.gz", "damaged_gzip", "gzip"),
        (b'{"rows": []}\n', "rows.json", "no_rows", ""),
    ],
)
def test_what_cannot_be_read_is_named(look, content, name, code, word):
    status, error = look(content, name)
    assert (status, error["code"]) == (400, code)
    assert word in error["message"]


def test_bad_questions(look):
    assert look(lines(*PAIRS), format="nothing")[0] == 400
    status, error = look(lines(*PAIRS), format="mapping", mapping='{"prompt": 3}')
    assert (status, error["code"]) == (400, "bad_mapping")
    assert look(lines(*PAIRS), format="trl", mapping='{"prompt": "p"}')[1]["code"] == "bad_mapping"
    assert look(lines(*PAIRS), surprise="x")[0] == 400


def test_annotators_look_at_nothing(client_of):
    body = {"file": SimpleUploadedFile("rows.jsonl", lines(*PAIRS))}
    answer = client_of("annotator").post(f"{P}imports/preview/", body, format="multipart")
    assert answer.status_code == 403


MAPPING = {"prompt": "q", "chosen": "good", "rejected": "bad"}


def test_a_mapping_is_kept_by_name_and_replaced(client_of, project):
    client = client_of("researcher")
    url = f"{P}import-mappings/"
    first = client.post(url, {"name": "letters", "mapping": MAPPING}, format="json")
    assert first.status_code == 201
    changed = MAPPING | {"rater": "who"}
    again = client.post(url, {"name": "letters", "mapping": changed}, format="json")
    assert again.json()["id"] == first.json()["id"]
    [kept] = client.get(url).json()
    assert (kept["name"], kept["mapping"]) == ("letters", changed)
    gone = client.delete(f"/api/v1/import-mappings/{kept['id']}/")
    assert gone.status_code == 204
    assert client.get(url).json() == []
    actions = AuditEntry.objects.filter(project=project).values_list("action", flat=True)
    assert [each for each in actions.order_by("id") if each.startswith("mapping")] == [
        "mapping.saved",
        "mapping.saved",
        "mapping.deleted",
    ]


def test_a_wrong_mapping_is_not_kept(client_of):
    url = f"{P}import-mappings/"
    client = client_of("researcher")
    answer = client.post(url, {"name": "x", "mapping": {"prompt": 3}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_mapping")
    assert not ImportMapping.objects.exists()


def test_mappings_are_the_projects_own(client_of, project):
    elsewhere, _ = Project.objects.get_or_create(slug="elsewhere", name="Elsewhere")
    other = ImportMapping.objects.create(project=elsewhere, name="x", mapping=MAPPING)
    client = client_of("researcher")
    assert client.get(f"{P}import-mappings/").json() == []
    assert client.get("/api/v1/projects/elsewhere/import-mappings/").status_code == 404
    assert client.delete(f"/api/v1/import-mappings/{other.pk}/").status_code == 404
    assert client_of("annotator").get(f"{P}import-mappings/").status_code == 403


def test_a_format_is_known_where_half_of_its_rows_lack_a_field(look):
    found = look(lines(PAIRS[0], {"prompt": "Why?", "chosen": "So."}))
    assert (found["format"], found["problems"][0]["message"]) == ("trl", "Missing: rejected.")
