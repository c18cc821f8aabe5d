"""Cells of a CSV that a spreadsheet would run get an apostrophe, unless exact ones are wanted."""

from __future__ import annotations

import csv
import io

import pytest

pytestmark = pytest.mark.django_db
TEXTS = ["=cmd|' /C calc'!A0", "+1", "-1 is less", "@SUM(A1)", "\tafter a tab", "plain = text"]


def cells(export, **options):
    _, file = export("trl", container="csv", **options)
    return [row["chosen"] for row in csv.DictReader(io.StringIO(file.decode(), newline=""))]


@pytest.fixture
def loaded(load):
    rows = [
        {"prompt": f"P{n}", "chosen": text, "rejected": "other"} for n, text in enumerate(TEXTS)
    ]
    assert load("trl", rows)["imported"] == len(TEXTS)


def test_formula_cells_are_guarded_by_default(loaded, export):
    assert cells(export) == [f"'{text}" for text in TEXTS[:5]] + TEXTS[5:]


def test_cells_are_exact_where_that_is_asked_for(loaded, export):
    assert cells(export, guard_formulas=False) == TEXTS


def test_other_containers_are_always_exact(loaded, exported):
    assert [row["chosen"] for row in exported("trl")] == TEXTS
