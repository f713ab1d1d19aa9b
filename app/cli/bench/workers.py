"""Worker processes as shipped: `run.py worker`, so many of them on one database."""
import os
import secrets
import subprocess
import sys
from pathlib import Path

from app.cli.output import Failure
from app.kernel.database import Database
from app.kernel.place import ROOT


class Workers:
    """`with Workers(database, folder, 4) as workers`: all have started when the body begins, and have stopped after it."""

    def __init__(self, database: Database, folder: Path, count: int):
        self.count, self.log = count, folder / "workers.log"
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ZFL_")} | {
            "ZFL_DATABASE_URL": database.url.render_as_string(hide_password=False), "ZFL_SECRET_KEY": secrets.token_hex(32),
            "ZFL_DATA_DIR": str(folder), "ZFL_LOG_LEVEL": "warning", "PYTHONPATH": str(ROOT)}
        self.running: list[subprocess.Popen] = []

    def __enter__(self) -> "Workers":
        with self.log.open("w") as log:
            self.running = [subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env=self.environment, text=True, cwd=ROOT,
                                             stdout=subprocess.PIPE, stderr=log) for _ in range(self.count)]
        if not all([worker.stdout.readline() for worker in self.running]):
            self.stop()
            raise Failure(f"后台进程没有起来：\n{self.log.read_text(errors='replace')[-2000:]}")
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def stop(self) -> None:
        for worker in self.running:
            worker.terminate()
        for worker in self.running:
            worker.wait(timeout=60)
            worker.stdout.close()

    def cpu(self) -> float:
        """Seconds of CPU that all of them have used; 0 where the system does not tell."""
        return sum(_cpu(worker.pid) for worker in self.running)


def _cpu(pid: int) -> float:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
