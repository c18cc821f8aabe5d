"""Celery's queues as folders, for the embedded default: kombu's transport, made safe to read."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Messages appear whole: they are written aside and renamed.

    kombu writes into the folder that workers look through. A worker that looks at that instant
    takes an empty file, ends with an error, and the message is gone.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out) / name
        # The readers pass over names that do not end in their queue's.
        aside = path.with_name(f"{name}.part")
        aside.write_bytes(str_to_bytes(dumps(payload)))
        os.replace(aside, path)


class Transport(filesystem.Transport):
    Channel = Channel
