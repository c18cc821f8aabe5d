"""A small real HTTP server that speaks the chat-completions protocol, and may misbehave."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def says(text: str, *, tokens: int = 12, finish: str = "stop") -> Answer:
    """Answers with the text, as a model does."""
    body = {
        "choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": {"total_tokens": tokens},
    }
    return sends(200, json.dumps(body).encode())


def sends(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Answers with exactly this."""

    def answer(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(OSError):  # the caller may have had enough
            handler.wfile.write(body)

    return answer


def drips(seconds: float) -> Answer:
    """Sends a byte now and then, so that no single read is late."""

    def answer(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        ends = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            while time.monotonic() < ends:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.1)

    return answer


def hangs(released: threading.Event) -> Answer:
    """Says nothing until the event."""

    def answer(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        released.wait(20)

    return answer


class ModelServer:
    """Takes its answers from ``script``, one a call; the last one stands for all that follow."""

    def __init__(self, *script: Answer) -> None:
        self.script = list(script)
        self.calls: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with owner._lock:
                    owner.calls.append(
                        {"path": self.path, "headers": dict(self.headers), "body": asked}
                    )
                    script = owner.script
                    answer = script.pop(0) if len(script) > 1 else script[0]
                answer(self, asked)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


@contextlib.contextmanager
def serving(*script: Answer) -> Iterator[ModelServer]:
    """A server that runs as long as the block."""
    made = ModelServer(*script)
    thread = threading.Thread(target=made.server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
