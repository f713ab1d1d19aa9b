"""The application behind the production server on a free port, for tests that come by HTTP and at once."""
import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from waitress.server import create_server

from app.cli.serving import CONNECTIONS


@contextmanager
def served(app, threads: int = 8) -> Iterator[int]:
    """Its port."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, **CONNECTIONS)
    stopping = Event()

    def run() -> None:
        while not stopping.is_set():
            server.asyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map, ignore_all=True)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        stopping.set()
        thread.join(timeout=10)


def ask(port: int, token: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None,
                           {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()
