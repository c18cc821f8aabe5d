"""Where a training run stands, told in its row while it goes on, and in TensorBoard files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from tensorboardX import SummaryWriter

from feedback.services.work import tell
from rewardmodel.learning.tuning.training_state import Progress
from rewardmodel.models import TrainingRun

# The share of the bar at which fine-tuning begins, and at which it has ended.
TUNING_FROM, TUNING_TO = 0.03, 0.8


class RunLog:
    """Tells the run's row and the TensorBoard files of one run."""

    def __init__(self, run: TrainingRun) -> None:
        self.run = run
        folder = Path(settings.PLUMBLINE_HOME) / "tensorboard" / run.project.slug / f"run-{run.pk}"
        self._writer = SummaryWriter(str(folder))

    def tell(self, phase: str, progress: float) -> None:
        """Writes where the run stands; ``progress`` in [0, 1].

        Raises:
            Stopped: the run was cancelled, or another worker has it.
        """
        tell(self.run, phase=phase, progress=progress, history=self.run.history)

    def follow(self, progress: Progress) -> None:
        """Writes one step or epoch of fine-tuning down.

        Raises:
            Stopped: the run was cancelled, or another worker has it.
        """
        losses = {
            "train_loss": progress.train_loss,
            "held_out_log_loss": progress.held_out_log_loss,
        }
        if any(value is not None for value in losses.values()):
            # A run that was killed goes on from its last checkpoint: later steps come again.
            self.run.history = [row for row in self.run.history if row["step"] <= progress.step]
            self.run.history.append({"step": progress.step, "epoch": progress.epoch} | losses)
            for name, value in losses.items():
                if value is not None:
                    self._writer.add_scalar(name, value, progress.step)
        share = progress.step / max(1, progress.total_steps)
        self.tell("fine-tuning", TUNING_FROM + share * (TUNING_TO - TUNING_FROM))

    def figures(self, figures: dict[str, float | int | None]) -> None:
        """Writes final figures beside the curves."""
        for name, value in figures.items():
            if isinstance(value, int | float):
                self._writer.add_scalar(f"figures/{name}", value, 0)

    def close(self) -> None:
        self._writer.close()
