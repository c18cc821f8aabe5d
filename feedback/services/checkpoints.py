"""The released states of the model behind an address."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Checkpoint, Generator, User
from feedback.services.audit import record


def add_checkpoint(
    *,
    generator: Generator,
    name: str,
    model: str = "",
    released_at: datetime | None = None,
    by: User | None = None,
) -> Checkpoint:
    """A new checkpoint; from its release on it is what the generator writes.

    Args:
        model: the name under which the server knows it; empty where that is the endpoint's.
        released_at: now, where nothing is said.

    Raises:
        Refusal: ``not_an_endpoint`` or ``name_taken``.
    """
    if generator.kind != Generator.Kind.ENDPOINT:
        raise Refusal("not_an_endpoint", "Only models behind an address have checkpoints.")
    try:
        with transaction.atomic():
            checkpoint = Checkpoint.objects.create(
                generator=generator,
                name=name,
                model=model,
                released_at=released_at or timezone.now(),
            )
            record(
                "checkpoint.added",
                by=by,
                project=generator.project,
                subject=f"{generator.name}: {name}",
                after={"model": model, "released_at": checkpoint.released_at.isoformat()},
            )
    except IntegrityError as error:
        raise Refusal("name_taken", "The generator has a checkpoint of this name.") from error
    return checkpoint
