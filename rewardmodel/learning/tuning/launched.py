"""Fine-tuning in several processes: what ``accelerate launch`` starts in each of them.

    accelerate launch --config_file FILE -m rewardmodel.learning.tuning.launched FOLDER

``launching`` writes the job into the folder and reads what the first process says.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import torch

from rewardmodel.learning.tuning.finetuning import finetune
from rewardmodel.learning.tuning.training_state import Progress

JOB, RESULT = "job.pt", "result.pt"
PROGRESS = "progress "  # begins a line of the standard output that says where training stands


def main(folder: Path) -> None:
    """Does this process's part of the job; the first process says how it goes on."""
    threading.Thread(target=_end_with_the_supervisor, daemon=True).start()
    if not torch.cuda.is_available():
        os.environ["ACCELERATE_USE_CPU"] = "true"  # else each of the processes trains alone
    # Written by the worker of this very installation, into its data folder.
    job = torch.load(folder / JOB, map_location="cpu", weights_only=False)
    first = int(os.environ.get("RANK") or 0) == 0
    result = finetune(*job["args"], **job["options"], on_progress=_say if first else _say_nothing)
    if first:
        part = folder / f"{RESULT}.part"
        torch.save(result, part)
        os.replace(part, folder / RESULT)
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()


def _say(progress: Progress) -> None:
    print(PROGRESS + json.dumps(asdict(progress)), flush=True)


def _say_nothing(progress: Progress) -> None:
    pass


def _end_with_the_supervisor() -> None:
    """The supervisor holds the other end of the standard input: when it ends, so does this."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
