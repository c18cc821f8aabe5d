"""The one way in which background work is asked for, taken up, carried out and ended."""

from feedback.services.work.asking import ask, state_due
from feedback.services.work.ending import cancel, retry
from feedback.services.work.holding import SLICE, Stopped, others_wait, tell
from feedback.services.work.outcomes import Done, Failed, More, Outcome
from feedback.services.work.running import carry_out, succeed

__all__ = [
    "SLICE",
    "Done",
    "Failed",
    "More",
    "Outcome",
    "Stopped",
    "ask",
    "cancel",
    "carry_out",
    "others_wait",
    "retry",
    "state_due",
    "succeed",
    "tell",
]
