"""The system outside that gets the webhooks. It outlives the crashes, and now and then has trouble of its own."""
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TROUBLE = 0.1           # share of requests that are heard and answered 500


class Sink:
    """`heard`: how often each (event, case id, key) came."""

    def __init__(self, chance: random.Random):
        self.chance, self.heard, self.lock, self.url = chance, Counter(), threading.Lock(), ""

    def take(self, key: str, body: dict) -> int:
        with self.lock:
            self.heard[body["event"], body["case"]["id"], key] += 1
            return 500 if self.chance.random() < TROUBLE else 200

    def keys_of(self) -> dict[tuple[str, int], set[str]]:
        """{(event, case id): keys under which it came}: one, however often it was sent."""
        found: dict[tuple[str, int], set[str]] = {}
        for event, case_id, key in self.heard:
            found.setdefault((event, case_id), set()).add(key)
        return found


def _handler(sink: Sink):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(sink.take(self.headers["Idempotency-Key"], json.loads(body)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Quiet: what is heard is counted."""

    return Handler


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A sender that is killed midway breaks its connection; that is what is being tested."""


@contextmanager
def sink(chance: random.Random) -> Iterator[Sink]:
    receiving = Sink(chance)
    server = Quiet(("127.0.0.1", 0), _handler(receiving))
    receiving.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiving
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
