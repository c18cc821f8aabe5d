"""The image is made from files that exist and that reach the build."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copied_from_the_checkout() -> list[str]:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copies = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--from)", line)]
    return [source.rstrip("/") for sources in copies for source in sources]


def test_every_copied_file_exists() -> None:
    sources = copied_from_the_checkout()
    assert {"setup.py", "config"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_every_copied_file_is_let_into_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    assert {source.partition("/")[0] for source in copied_from_the_checkout()} <= let_in


def test_the_image_runs_as_nobody_special_and_is_watched() -> None:
    last_stage = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]
    assert re.search(r"^USER (?!root)\w+$", last_stage, flags=re.MULTILINE)
    assert "HEALTHCHECK" in last_stage


def test_torch_is_the_pinned_one_wherever_it_is_installed() -> None:
    pinned = re.search(r"^torch==\S+$", (ROOT / "constraints.txt").read_text(), flags=re.MULTILINE)
    assert pinned
    for name in ("Makefile", "Dockerfile", "pyproject.toml"):
        named = set(re.findall(r"torch==[\w.]+", (ROOT / name).read_text()))
        assert named == {pinned.group()}, name
