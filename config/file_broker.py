"""Celery's queues as folders, for the embedded default: kombu's transport, made safe to read.

Processes may be killed at any instant here too, and what they leave must not stop the others.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Messages and lists of queues appear whole: they are written aside and renamed.

    kombu writes into the files that others read. A worker that looks at that instant takes an
    empty file and ends with an error, and what was being written is gone.
    """

    def get_table(self, exchange: str) -> list[Any]:
        try:
            rows = loads(self._exchange_file(exchange).read_text())
        except (FileNotFoundError, ValueError):  # never written, or by a process killed meanwhile
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        file.parent.mkdir(exist_ok=True)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with file.with_suffix(".lock").open("w") as turn:  # the system unlocks it for the killed
            filesystem.lock(turn, filesystem.LOCK_EX)
            table = self.get_table(exchange)
            if bound not in table:
                _write_whole(file, [bound, *table])

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        try:
            _write_whole(Path(self.data_folder_out) / name, payload)
        except OSError as error:
            raise ChannelError(f"Cannot write the message {name}") from error


class Transport(filesystem.Transport):
    """Read from the worker's event loop, as Redis is.

    Without one, the processes of a pool take tasks from a pipe that they share, one at a time: a
    process that is killed while it holds the pipe takes it along, and no other gets a task again.
    """

    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        loop.call_repeatedly(self.polling_interval, self._take_what_waits)

    def _take_what_waits(self) -> None:
        try:
            while True:
                self.cycle.get(self._deliver, timeout=0)
        except Empty:
            pass


def _write_whole(path: Path, content: Any) -> None:
    # The readers pass over names that do not end as the wanted ones do.
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    aside.write_bytes(str_to_bytes(dumps(content)))
    os.replace(aside, path)
