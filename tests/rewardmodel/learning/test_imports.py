"""What each module drags in: numpy for most, torch only where it computes, Django never."""

import subprocess
import sys
from pathlib import Path

import pytest

import rewardmodel.learning

NEEDS_TORCH = {
    "encoders.decoder",
    "encoders.encoder",
    "encoders.feature_sets",
    "encoders.sentence",
    "encoders.standard",
    "tuning.finetuning",
    "tuning.launched",
    "tuning.launching",
    "tuning.training_batches",
    "tuning.training_state",
}
FOLDER = Path(rewardmodel.learning.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if path.stem != "__init__"
)


@pytest.mark.parametrize("module", MODULES)
def test_imports(module: str) -> None:
    program = (
        f"import sys, rewardmodel.learning.{module};"
        "print(*({'torch', 'transformers', 'accelerate', 'django'} & set(sys.modules)))"
    )
    run = [sys.executable, "-c", program]
    loaded = set(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())
    assert "django" not in loaded
    assert ("torch" in loaded) == (module in NEEDS_TORCH)
    if module not in NEEDS_TORCH:
        assert not loaded
