"""Heads on disk: equal to the last bit, or refused."""

from pathlib import Path

import numpy as np
import pytest

from rewardmodel.learning.head.checkpoint import ArtefactError, folder_hash, load_head, save_head
from rewardmodel.learning.head.posterior import fit_posterior
from tests.rewardmodel.learning.simulation import simulate

POSTERIOR = fit_posterior(*simulate(60, 4)[:2], prior_precision=1 / 3)
CARD = {"metrics": {"log_loss": 0.5}, "parent": None, "name": "Prüfung"}


def test_reload_is_equal_to_the_last_bit(tmp_path: Path) -> None:
    save_head(tmp_path / "head", POSTERIOR, CARD)
    loaded, card = load_head(tmp_path / "head")
    assert card == CARD
    assert loaded.mean.tobytes() == POSTERIOR.mean.tobytes()
    assert loaded.covariance.tobytes() == POSTERIOR.covariance.tobytes()
    assert (loaded.log_tie, loaded.prior_precision) == (POSTERIOR.log_tie, 1 / 3)


def test_the_same_head_has_the_same_hash(tmp_path: Path) -> None:
    for name in "xy":
        save_head(tmp_path / name, POSTERIOR, CARD)
    assert folder_hash(tmp_path / "x") == folder_hash(tmp_path / "y")


@pytest.mark.parametrize("file", ["head.safetensors", "card.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "empty", "bit"])
def test_damage_is_noticed(tmp_path: Path, file: str, damage: str) -> None:
    save_head(tmp_path, POSTERIOR, CARD)
    before = folder_hash(tmp_path)
    path = tmp_path / file
    content = bytearray(path.read_bytes())
    if damage == "missing":
        path.unlink()
    else:
        content[len(content) // 2] ^= 1
        kept = {"cut": content[: len(content) // 2], "empty": b"", "bit": content}[damage]
        path.write_bytes(kept)
    assert folder_hash(tmp_path) != before
    if (file, damage) != ("card.json", "bit"):  # text may still be read; the folder's hash tells
        with pytest.raises(ArtefactError):
            load_head(tmp_path)


def test_a_missing_folder_is_an_artefact_error(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError):
        folder_hash(tmp_path / "none")
    with pytest.raises(ArtefactError):
        load_head(tmp_path / "none")


def test_a_card_that_json_cannot_hold_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        save_head(tmp_path / "head", POSTERIOR, {"loss": float("nan")})
    assert not (tmp_path / "head").exists()


def test_the_hash_sees_names_and_places(tmp_path: Path) -> None:
    hashes = set()
    for i, name in enumerate(["one", "two", "below/one"]):
        file = tmp_path / str(i) / name
        file.parent.mkdir(parents=True)
        file.write_text("same")
        hashes.add(folder_hash(tmp_path / str(i)))
    assert len(hashes) == 3


def test_nothing_but_finite_values_is_served(tmp_path: Path) -> None:
    broken = fit_posterior(*simulate(10, 2)[:2])
    broken.mean[0] = np.nan
    save_head(tmp_path, broken, {})
    with pytest.raises(ArtefactError, match="finite"):
        load_head(tmp_path)
