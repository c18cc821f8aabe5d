"""Supervising a fine-tuning that ``accelerate launch`` spreads over processes."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import torch
import yaml

from rewardmodel.learning.encoders.encoder import Encoder
from rewardmodel.learning.tuning.finetuning import FinetuneResult, OnProgress
from rewardmodel.learning.tuning.launched import JOB, PROGRESS, RESULT
from rewardmodel.learning.tuning.training_state import Progress

LOG = "launch.log"
# Seconds after which, while nothing is heard, on_progress is called again: it may want to stop.
LONGEST_SILENCE = 5.0
GRACE = 10.0  # seconds from the request to end to the end by force
# What would cut the weights into parts; all that follows training needs them whole.
SHARDING = ("FSDP", "DEEPSPEED", "MEGATRON_LM")


def finetune_launched(
    encoder: Encoder,
    *args: Any,
    config: Path,
    folder: Path,
    on_progress: OnProgress,
    **options: Any,
) -> FinetuneResult:
    """`finetune` in the processes that a configuration of accelerate names; see there.

    The processes end with the one that called this, however it ends; what they say is kept in the
    folder's ``launch.log``.

    Args:
        config: written by ``accelerate config``, for data-parallel training.
        folder: for the job, its log and its result; empty again at the end, the log apart.

    Raises:
        ValueError: the configuration is missing, unreadable, or shards weights.
        RuntimeError: a process failed; the message ends with what it said last.
    """
    check_config(config)
    folder.mkdir(parents=True, exist_ok=True)
    for old in (folder / RESULT, folder / LOG):
        old.unlink(missing_ok=True)
    torch.save({"args": (encoder, *args), "options": options}, folder / JOB)
    program = [sys.executable, "-m", "accelerate.commands.launch", "--config_file", str(config)]
    with (folder / LOG).open("ab") as log:
        process = subprocess.Popen(
            [*program, "-m", "rewardmodel.learning.tuning.launched", str(folder)],
            stdin=subprocess.PIPE,  # never written to: its end tells the processes that we are gone
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            for progress in _progress_of(process, log):
                on_progress(progress)
            status = process.wait()
        finally:
            _end(process)
    if status != 0 or not (folder / RESULT).exists():
        raise RuntimeError(f"The launched training ended with {status}: {_last_words(folder)}")
    result: FinetuneResult = torch.load(folder / RESULT, map_location="cpu", weights_only=False)
    result.encoder.model.to(encoder.device)
    shutil.rmtree(folder, ignore_errors=True)
    return result


def check_config(config: Path) -> None:
    """Raises ValueError where the file is no configuration that training can be started with."""
    try:
        read = yaml.safe_load(config.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ValueError(f"The configuration {config} cannot be read: {error}") from error
    if not isinstance(read, dict):
        raise ValueError(f"{config} is not a configuration of accelerate.")
    kind = str(read.get("distributed_type") or "NO")
    if kind in SHARDING:
        raise ValueError(
            f"{config} asks for {kind}, which cuts weights into parts. Plumbline trains data in "
            "parallel (MULTI_GPU): each process holds all weights."
        )


def _progress_of(process: subprocess.Popen[str], log: IO[bytes]) -> Iterator[Progress]:
    """What the first process says, and the same again while it says nothing for long."""
    lines: queue.Queue[str | None] = queue.Queue()
    assert process.stdout is not None

    def read(output: IO[str]) -> None:
        for line in output:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, args=(process.stdout,), daemon=True).start()
    last = Progress(0, 1, 0, None, None)
    while True:
        try:
            line = lines.get(timeout=LONGEST_SILENCE)
        except queue.Empty:
            yield last
            continue
        if line is None:
            return
        if line.startswith(PROGRESS):
            last = Progress(**json.loads(line.removeprefix(PROGRESS)))
            yield last
        else:
            log.write(line.encode())
            log.flush()


def _end(process: subprocess.Popen[str]) -> None:
    """Ends the launcher and all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    assert process.stdin is not None
    process.stdin.close()


def _last_words(folder: Path) -> str:
    lines = (folder / LOG).read_text(errors="replace").splitlines()
    said = [line.strip() for line in lines if "Error" in line] or lines
    return said[0][:1000] if said else "it said nothing"
