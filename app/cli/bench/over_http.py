"""The same chain over HTTP: one server process as `serve` starts it, and a client of our own that keeps its connection.

A completion by the API is a POST with a bearer token and the JSON answer; by the page it is the form's POST with session cookie and CSRF token
and the redirect that answers it. Cases are opened and looked up by the bench itself, outside the measured time.
"""
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter, sleep
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
    """{"api": figures, "page": figures}, medians of the runs; CPU is the server's, None where the system does not tell it. `with_form`: the
    same chain with a form at its tasks, for the page."""
    with bench.database.begin() as session:
        token = accounts.issue_token(session, ROLE, now=utcnow())
    with _serving(bench.database.url.render_as_string(hide_password=False)) as (server, port):
        with closing(Api(port, token)) as client:
            api = _runs(bench, server, client, cases, runs)
        with bench.database.begin() as session:
            bench.publish(session, with_form)
        with closing(Page(port, bench.password)) as client:
            return {"api": api, "page": _runs(bench, server, client, cases, runs)}


def _runs(bench: Bench, server: subprocess.Popen, client: "Client", cases: int, runs: int) -> dict[str, float | None]:
    _run(bench, server, client, 2)              # warms up
    return median([_run(bench, server, client, cases) for _ in range(runs)], KEYS)


def _run(bench: Bench, server: subprocess.Popen, client: "Client", cases: int) -> dict[str, float | None]:
    taken = Tally()
    for _ in range(cases):
        for item_id, step in bench.steps():
            body = client.body(bench.cases, step)
            cpu, start = _cpu(server), perf_counter()
            client.complete(item_id, body)
            taken.wall.append(perf_counter() - start)
            taken.cpu += _cpu(server) - cpu
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
class Client:
    """One connection, kept. `body` is prepared outside the measured time, as a browser's is by the reader's typing."""

    def __init__(self, port: int):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def close(self) -> None:
        self.connection.close()

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes, list]:
        """(status, content, cookies set)."""
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers.get_all("Set-Cookie") or []

    def expect(self, status: int, found: tuple[int, bytes, list]) -> bytes:
        if found[0] != status:
            raise Failure(f"服务答 {found[0]} 而不是 {status}：{found[1][:500].decode(errors='replace')}")
        return found[1]


class Api(Client):
    def __init__(self, port: int, token: str):
        super().__init__(port)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def body(self, case_no: int, step: int) -> bytes:
        return orjson.dumps({"data": payload(case_no, step)})

    def complete(self, item_id: int, body: bytes) -> None:
        key = {"Idempotency-Key": secrets.token_hex(16)}
        self.expect(200, self.send("POST", f"/api/v1/tasks/{item_id}/submit", body, self.headers | key))


class Page(Client):
    def __init__(self, port: int, password: str):
        super().__init__(port)
        self.cookie = ""
        self._take(self.send("GET", "/login"), 200)
        sent = urlencode({"csrf_token": self.token, "login": ROLE, "password": password}).encode()
        self._take(self.send("POST", "/login", sent, self._headers()), 303)
        self._take(self.send("GET", "/cases", None, self._headers()), 200)

    def _take(self, found: tuple[int, bytes, list], status: int) -> None:
        content = self.expect(status, found)
        for cookie in found[2]:
            self.cookie = cookie.split(";")[0]
        if token := TOKEN_FIELD.search(content.decode()):
            self.token = token[1]

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def body(self, case_no: int, step: int) -> bytes:
        return urlencode({"csrf_token": self.token, "do": "submit", **typed(case_no, step)}).encode()

    def complete(self, item_id: int, body: bytes) -> None:
        self._take(self.send("POST", f"/tasks/{item_id}", body, self._headers()), 303)
