"""The server says what there is to choose from, and how."""

from __future__ import annotations

import json

import pytest

from feedback.acquisition_rules import ACQUISITION_RULES
from feedback.api.job_serializers import ExportSerializer, ImportSerializer
from feedback.choices import Option
from feedback.exports import FORMATS as EXPORT_FORMATS
from feedback.imports import FORMATS as IMPORT_FORMATS
from feedback.imports.mapping import ROW_ROLES, VOTE_ROLES
from feedback.length_pay import LENGTH_PAYS
from feedback.text.attacks import ATTACKS

URL = "/api/v1/choices/"


@pytest.fixture
def choices(client_of):
    return client_of("annotator").get(URL).json()


def test_all_formats_and_rules_are_listed_in_their_order(choices):
    listed = {name: [entry["name"] for entry in entries] for name, entries in choices.items()}
    assert listed == {
        "attacks": [each.name for each in ATTACKS],
        "import_formats": list(IMPORT_FORMATS),
        "import_options": [
            *("container", "encoding", "repeats", "evaluation_set", "keep_raters", "skip_bad")
        ],
        "mapping_roles": listed["mapping_roles"],
        "export_formats": list(EXPORT_FORMATS),
        "export_options": ["container", "source"],
        "acquisition_rules": [rule.name for rule in ACQUISITION_RULES],
        "length_pays": [each.name for each in LENGTH_PAYS],
    }


def test_every_role_of_a_mapping_is_described(choices):
    assert {role["name"] for role in choices["mapping_roles"]} == {*ROW_ROLES, *VOTE_ROLES}


def test_options_of_imports_and_exports_are_those_that_requests_take(choices):
    for name, shape in (("import", ImportSerializer), ("export", ExportSerializer)):
        for option in choices[f"{name}_options"]:
            field = shape().fields[option["name"]]
            words = [choice["name"] for choice in option["choices"]]
            assert sorted(words) == sorted(getattr(field, "choices", ()))


def test_each_has_words_of_its_own(choices):
    for entries in choices.values():
        labels = [entry["label"] for entry in entries]
        assert all(labels)
        assert len(set(labels)) == len(labels)
        assert all(entry["description"] for entry in entries)


def test_each_format_comes_with_an_example(choices):
    for format in choices["import_formats"]:
        rows = [json.loads(line) for line in format["example"].splitlines()]
        assert rows == list(IMPORT_FORMATS[format["name"]].examples[0].rows)
    for format in choices["export_formats"]:
        columns = set(EXPORT_FORMATS[format["name"]].columns)
        assert not columns or set(json.loads(format["example"])) == columns


def test_an_option_says_what_it_takes(choices):
    quantile = next(each for each in choices["export_formats"] if each["name"] == "top-quantile")
    option = quantile["options"][0]
    limits = {name: option[name] for name in ("default", "least", "most", "above", "below")}
    assert limits == {"default": 0.25, "least": None, "most": 1, "above": 0, "below": None}


def test_nobody_learns_them_without_logging_in(client, db):
    assert client.get(URL).status_code in (401, 403)


@pytest.mark.parametrize(
    ("limits", "value", "problem"),
    [
        ({"least": 2, "most": 100}, 2, None),
        ({"least": 2, "most": 100}, 1, "must be at least 2"),
        ({"least": 2, "most": 100}, 101, "must be at most 100"),
        ({"above": 0, "below": 1}, 0.5, None),
        ({"above": 0, "below": 1}, 0, "must be above 0"),
        ({"above": 0, "below": 1}, 1, "must be below 1"),
        ({}, float("inf"), "must be a finite number"),
        ({}, float("nan"), "must be a finite number"),
    ],
)
def test_a_number_is_held_against_its_limits(limits, value, problem):
    assert Option("x", "X", "", "number", **limits).problem_with(value) == problem
