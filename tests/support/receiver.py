"""A system outside that gets what the outbox sends: a real HTTP server that does as it is told, request by request."""
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`plan`: what to do with the next requests, then 200: a status, (status, headers), "hang", "drip", "die"."""

    url: str = ""
    plan: list = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def keys(self) -> list[str]:
        return [h.headers["Idempotency-Key"] for h in self.heard]


def _handler(receiver: Receiver):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.heard.append(Heard(self.path, dict(self.headers), body))
            step = receiver.plan.pop(0) if receiver.plan else 200
            if isinstance(step, str):
                {"hang": self._hang, "drip": self._drip, "die": self._die}[step]()
            else:
                self._answer(step)

        def _answer(self, step):
            status, headers = step if isinstance(step, tuple) else (step, {})
            self.send_response(status)
            for name, value in {"Content-Length": "2", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"ok")

        def _hang(self):
            receiver.over.wait(30)
            self.close_connection = True

        def _drip(self):
            """A byte now and then: each single read is in time, the whole is not."""
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 1000:
                if receiver.over.wait(0.05):
                    break
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    break
            self.close_connection = True

        def _die(self):
            """It has read everything, and then it is gone."""
            self.close_connection = True

        def log_message(self, *_):
            """Quiet."""

    return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
