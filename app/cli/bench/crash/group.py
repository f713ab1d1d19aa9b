"""The process group under test: begun, awaited, killed."""
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from app.cli.bench.crash.ground import Ground
from app.cli.output import Failure
from app.kernel.place import ROOT

PATIENCE = 60           # seconds until a start counts as failed


class Group:
    """`start`, `ready`, `kill`, as often as wanted. `log`: what all of them wrote."""

    def __init__(self, ground: Ground, **settings: str):
        self.port, self.log, self._leader = _free_port(), ground.folder / "log", None
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ZFL_")} | {
            "ZFL_DATABASE_URL": ground.database.url.render_as_string(hide_password=False), "ZFL_SECRET_KEY": secrets.token_hex(32),
            "ZFL_DATA_DIR": str(ground.folder), "ZFL_PORT": str(self.port), "ZFL_DEMO": "0", "ZFL_WORKER": "0", "ZFL_LOG_LEVEL": "warning",
            "ZFL_TEST_CRASH_LOG": str(self.log), "PYTHONPATH": str(ROOT), **settings}
        self._nursery = subprocess.Popen([sys.executable, "-m", "app.cli.bench.crash.nursery"], env=environment, text=True, cwd=ROOT,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def start(self) -> None:
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self._leader = int(self._nursery.stdout.readline())

    def ready(self) -> None:
        """Wait until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.02)
            finally:
                connection.close()
        raise Failure(f"服务在 {PATIENCE} 秒里没有起来。最后的日志：\n{tail(self.log)}")

    def kill(self) -> None:
        """kill -9 of the whole group, and wait until none of it is left."""
        if self._leader is None:
            return
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                os.killpg(self._leader, signal.SIGKILL)
            except ProcessLookupError:
                self._leader = None
                return
            time.sleep(0.005)
        raise Failure("进程组杀不掉。")

    def close(self) -> None:
        self.kill()
        self._nursery.stdin.close()
        self._nursery.stdout.close()
        self._nursery.wait(timeout=PATIENCE)


def tail(log: Path, lines: int = 30) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
