"""What each module drags in: numpy for most, torch only where it computes, Django never."""

import subprocess
import sys
from pathlib import Path

import pytest

import rewardmodel.learning

NEEDS_TORCH = {"decoder", "encoder", "finetuning", "training_batches", "training_state"}
FOLDER = Path(rewardmodel.learning.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


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
