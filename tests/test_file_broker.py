"""The embedded default's queues: every message arrives whole, however many write and read."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

from kombu import Connection

MESSAGES, WRITERS = 30, 3


def test_messages_are_read_whole_while_others_are_written(tmp_path: Path) -> None:
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }

    def connect() -> Connection:
        return Connection(
            "files", transport="config.file_broker:Transport", transport_options=options
        )

    def write(writer: int) -> None:
        with connect() as connection:
            for number in range(MESSAGES):
                body = {"number": writer * MESSAGES + number, "padding": "x" * 1_000_000}
                connection.default_channel._put("jobs", body)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    read: list[int] = []
    with connect() as connection:
        while len(read) < MESSAGES * WRITERS:
            alive = any(thread.is_alive() for thread in threads)
            try:
                read.append(connection.default_channel._get("jobs")["number"])
            except Empty:
                assert alive, "messages are missing"
    assert sorted(read) == list(range(MESSAGES * WRITERS))
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
