"""The same chain over HTTP: one server process as `serve` starts it, and a client of our own that keeps its connection.

A completion by the API is a POST with a bearer token and the JSON answer; by the page it is the form's POST with session cookie and CSRF token
and the redirect that answers it, and by page and inbox also the page that the redirect leads to. Cases are opened and looked up by the bench
itself, outside the measured time.
"""
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson

from app.accounts import operations as accounts
from app.cli.bench.chain import ROLE, Diagram, payload, typed
from app.cli.bench.measuring import Bench, Tally, median
from app.cli.output import Failure
from app.kernel.clock import utcnow
from app.kernel.place import ROOT

KEYS = ("completions_per_s", "p50_ms", "p95_ms", "cpu_ms_per_completion")
PATIENCE = 60.0         # seconds until the server must answer
TOKEN_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def measure(bench: Bench, with_form: Diagram, cases: int, runs: int) -> dict[str, dict[str, float | None]]:
    """{"api": figures, "page": figures, "page_and_inbox": figures}, medians of the runs; CPU is the server's, None where the system does not
    tell it. `with_form`: the same chain with a form at its tasks, for the page."""
    with bench.database.begin() as session:
        token = accounts.issue_token(session, ROLE, now=utcnow())
    with _serving(bench.database.url.render_as_string(hide_password=False)) as (server, port):
        with closing(Api(port, token)) as client:
            api, = _runs(bench, server, client, cases, runs)
        with bench.database.begin() as session:
            bench.publish(session, with_form)
        with closing(Page(port, bench.password)) as client:
            page, both = _runs(bench, server, client, cases, runs)
    return {"api": api, "page": page, "page_and_inbox": both}


def _runs(bench: Bench, server: subprocess.Popen, client: "Client", cases: int, runs: int) -> list[dict[str, float | None]]:
    """For each stage of the client, the medians of the runs."""
    _run(bench, server, client, 2)              # warms up
    measured = [_run(bench, server, client, cases) for _ in range(runs)]
    return [median(list(stage), KEYS) for stage in zip(*measured)]


def _run(bench: Bench, server: subprocess.Popen, client: "Client", cases: int) -> list[dict[str, float | None]]:
    """For each stage of the client, what it and those before it took together."""
    taken = [Tally() for _ in client.stages]
    for _ in range(cases):
        for item_id, step in bench.steps():
            given = client.body(bench.cases, step)
            cpu, start = _cpu(server), perf_counter()
            for tally, stage in zip(taken, client.stages):
                given = stage(item_id, given)
                tally.wall.append(perf_counter() - start)
                tally.cpu += _cpu(server) - cpu
    return [_figures(tally) for tally in taken]


def _figures(taken: Tally) -> dict[str, float | None]:
    return {"completions_per_s": taken.per_second, "p50_ms": taken.percentile(0.5), "p95_ms": taken.percentile(0.95),
            "cpu_ms_per_completion": taken.cpu * 1000 / len(taken.wall) if taken.cpu else None}


def _cpu(server: subprocess.Popen) -> float:
    """Seconds of CPU that all threads of the server have used so far, to the nanosecond; 0 where the system has no such file."""
    threads = Path(f"/proc/{server.pid}/task")
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads.iterdir()) / 1e9 if threads.exists() else 0.0


# ---- the server ---------------------------------------------------------------------------------------------------------
@contextmanager
def _serving(database: str) -> Iterator[tuple[subprocess.Popen, int]]:
    """A server process with every setting as shipped but the database, the address and a directory of its own."""
    with TemporaryDirectory(prefix="zfl-bench-server-") as folder:
        port, log = _free_port(), Path(folder) / "server.log"
        ours = {"ZFL_DATABASE_URL": database, "ZFL_DATA_DIR": folder, "ZFL_PORT": str(port), "ZFL_DEMO": "0",
                "ZFL_SECRET_KEY": secrets.token_hex(32)}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ZFL_")}
        with log.open("wb") as output:
            server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=inherited | ours, stdout=output, stderr=output)
        try:
            _wait(server, port, log)
            yield server, port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server: subprocess.Popen, port: int, log: Path) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            sleep(0.1)
    raise Failure(f"服务没有启动：\n{log.read_text(errors='replace')[-2000:]}")


# ---- the clients --------------------------------------------------------------------------------------------------------
class Answer(NamedTuple):
    status: int
    content: bytes
    headers: Message


class Client:
    """One connection, kept. `body` is prepared outside the measured time, as a browser's is by the reader's typing. `stages`: what is done one
    after the other, (work item, what the one before gave) → what the next one needs."""

    def __init__(self, port: int):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.stages: list[Callable[[int, Any], Any]] = []

    def close(self) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)

    def expect(self, status: int, answer: Answer) -> None:
        if answer.status != status:
            raise Failure(f"服务答 {answer.status} 而不是 {status}：{answer.content[:500].decode(errors='replace')}")


class Api(Client):
    def __init__(self, port: int, token: str):
        super().__init__(port)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.stages = [self.complete]

    def body(self, case_no: int, step: int) -> bytes:
        return orjson.dumps({"data": payload(case_no, step)})

    def complete(self, item_id: int, body: bytes) -> None:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        self.expect(200, self.send("POST", f"/api/v1/tasks/{item_id}/submit", body, self.headers | key))


class Page(Client):
    def __init__(self, port: int, password: str):
        super().__init__(port)
        self.stages = [self.complete, self.follow]
        self.cookie = ""
        self._take(self.send("GET", "/login"), 200)
        sent = urlencode({"csrf_token": self.token, "login": ROLE, "password": password}).encode()
        self._take(self.send("POST", "/login", sent, self._headers()), 303)
        self._take(self.send("GET", "/cases", None, self._headers()), 200)

    def _take(self, answer: Answer, status: int) -> str:
        """Keep the cookie and the form's token; gives the redirect's target, empty for a page."""
        self.expect(status, answer)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.split(";")[0]
        if token := TOKEN_FIELD.search(answer.content.decode()):
            self.token = token[1]
        return answer.headers.get("Location", "")

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def body(self, case_no: int, step: int) -> bytes:
        return urlencode({"csrf_token": self.token, "do": "submit", **typed(case_no, step)}).encode()

    def complete(self, item_id: int, body: bytes) -> str:
        """Where the redirect leads."""
        return self._take(self.send("POST", f"/tasks/{item_id}", body, self._headers()), 303)

    def follow(self, _item_id: int, path: str) -> None:
        self._take(self.send("GET", path, None, self._headers()), 200)
