"""Files that are whole or not there at all."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile

NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


class WholeFileStorage(FileSystemStorage):
    """A file gets its name when all of it is written; what cannot be written leaves nothing."""

    def _save(self, name: str, content: Any) -> str:
        aside = f"{name}.{uuid.uuid4().hex}.part"
        try:
            super()._save(aside, content)  # type: ignore[misc]
            return self._named(aside, name)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(self.path(aside))

    def _named(self, aside: str, name: str) -> str:
        """Gives the file its name, or one like it where somebody else was faster."""
        while True:
            try:
                os.link(self.path(aside), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
                continue
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                os.rename(self.path(aside), self.path(name))
            return name.replace("\\", "/")


@contextmanager
def removed_on_failure(file: FieldFile) -> Iterator[None]:
    """Removes the file of a row that could not be stored."""
    try:
        yield
    except BaseException:
        if file and file._committed:  # type: ignore[attr-defined]
            file.storage.delete(str(file.name))
        raise
