"""Snapshots carry a dataset card that hubs take, and Croissant metadata of every column."""

from __future__ import annotations

import io
import zipfile

import pytest
import yaml
from huggingface_hub import DatasetCard

from feedback.exports.licences import licence_fields
from feedback.exports.options import ExportOptions
from feedback.exports.snapshots import make_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def snapshot(project, load):
    load("trl", [{"prompt": "Why?", "chosen": "Because.", "rejected": "No."}] * 1)

    def make(format="trl", filename="plumb.jsonl", **options):
        return make_snapshot(
            project=project, format=format, filename=filename, options=ExportOptions(**options)
        )

    return make


def test_the_card_is_one_that_the_hub_reads(snapshot):
    made = snapshot(licence="CC-BY-4.0", splits={"train": 0.5, "held_out": 0.5}, filename="p.zip")
    data = DatasetCard(made.card).data.to_dict()
    assert data["license"] == "cc-by-4.0"
    assert data["size_categories"] == ["n<1K"]
    files = data["configs"][0]["data_files"]
    assert [(each["split"], each["path"]) for each in files] == [
        ("train", "train.jsonl"),
        ("held_out", "held_out.jsonl"),
    ]
    with made.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as packed:
        header = packed.read("README.md").decode().split("---")[1]
        assert yaml.safe_load(header)["license"] == "cc-by-4.0"


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("", {}),
        ("MIT", {"license": "mit"}),
        (
            "Our own, version 2",
            {"license": "other", "license_name": "our-own-version-2"},
        ),
    ],
)
def test_a_licence_that_the_hub_does_not_know_is_named_beside_other(said, fields):
    assert licence_fields(said) == fields


def test_croissant_describes_the_file_and_its_columns(snapshot):
    made = snapshot(licence="MIT")
    document = made.croissant
    assert document["@type"] == "sc:Dataset"
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    (file,) = document["distribution"]
    assert (file["sha256"], file["encodingFormat"]) == (made.sha256, "application/jsonlines")
    (records,) = document["recordSet"]
    assert [field["name"] for field in records["field"]] == [
        "train/prompt",
        "train/chosen",
        "train/rejected",
    ]
    for field in records["field"]:
        assert field["dataType"] == "sc:Text"
        assert field["source"]["fileObject"] == {"@id": "plumb.jsonl"}


def test_croissant_follows_splits_and_nested_columns(snapshot):
    made = snapshot("trl-conversational", "p.zip", splits={"train": 0.5, "test": 0.5})
    whole, *inside = made.croissant["distribution"]
    assert whole["encodingFormat"] == "application/zip"
    assert [each["includes"] for each in inside] == ["train.jsonl", "test.jsonl"]
    identities = {each["@id"] for each in made.croissant["distribution"]}
    for records in made.croissant["recordSet"]:
        chosen = records["field"][1]
        assert chosen["repeated"]
        assert [part["source"]["extract"]["column"] for part in chosen["subField"]] == [
            "chosen.role",
            "chosen.content",
        ]
        assert chosen["subField"][0]["source"]["fileSet"]["@id"] in identities


def test_croissant_is_served_with_its_snapshot(snapshot, client_of):
    made = snapshot()
    found = client_of("researcher").get(f"/api/v1/snapshots/{made.pk}/croissant/").json()
    assert found == made.croissant
