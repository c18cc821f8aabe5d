"""What a project pays for length, and what the last refit found that to be worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback.models import Project
from rewardmodel.learning.encoders.features import Length
from rewardmodel.models import LiveHead


def length_of(project: Project, asked: Mapping[str, Any] | None = None) -> Length:
    """How length is paid: as a request asks for, else as the project's setting says."""
    wanted = asked or {}
    pay: Any = wanted.get("length") or project.length
    return Length(pay, wanted.get("length_cap") or project.length_cap)


def length_worth(project: Project) -> dict[str, Any]:
    """The project's setting, and what each way of paying gains best-of-n; no ways before a refit
    that had enough answers."""
    head = LiveHead.objects.filter(project=project).first()
    kept = (head.length_worth if head else None) or {}
    return {
        "length": project.length,
        "length_cap": project.length_cap,
        "prompts": kept.get("prompts", 0),
        "answers": kept.get("answers", 0),
        "sizes": kept.get("sizes", []),
        "ways": kept.get("ways", []),
    }
