"""Which databases a test run uses, and what it says when PostgreSQL cannot be brought up."""
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import plugin
from tests.support.postgresql import NoServer

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[1]
USES = """
import pytest

@pytest.fixture(scope="session")
def backend(request):
    return request.param

def test_stored(backend):
    assert backend in ("sqlite", "postgresql")

@pytest.mark.both
def test_marked(backend):
    pass

def test_pure():
    pass

def test_postgresql_only(postgresql_server):
    assert postgresql_server == "postgresql://here"
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """A run of three tests, with a server or without."""
    def run(*arguments: str, server: bool = True, required: bool = False):
        @contextmanager
        def serving():
            if not server:
                raise NoServer("no room")
            yield "postgresql://here"

        monkeypatch.delenv(plugin.URL, raising=False)
        monkeypatch.setenv(plugin.REQUIRED, "1" if required else "0")
        monkeypatch.setattr(plugin, "serving", serving)
        pytester.makeconftest('pytest_plugins = ["tests.support.plugin"]')
        pytester.makepyfile(USES)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-v", *arguments)
    return run


RUNS = [    # arguments, with a server, what passes
    ((), True, ["stored[sqlite]", "marked[sqlite]", "marked[postgresql]", "pure", "postgresql_only"]),
    (("--database", "sqlite"), True, ["stored[sqlite]", "marked[sqlite]", "pure"]),
    (("--database", "postgresql"), True, ["stored[postgresql]", "marked[postgresql]", "pure", "postgresql_only"]),
    (("--database", "both"), True, ["stored[sqlite]", "stored[postgresql]", "marked[sqlite]", "marked[postgresql]", "pure", "postgresql_only"]),
    (("--database", "both"), False, ["stored[sqlite]", "marked[sqlite]", "pure"]),
]


@pytest.mark.parametrize(("arguments", "server", "passed"), RUNS)
def test_what_touches_a_database_runs_on_those_asked_for_and_the_rest_once(run, arguments, server, passed):
    done = run(*arguments, server=server)
    lines = {line.split("::test_")[1].split(" PASSED")[0] for line in done.outlines if " PASSED" in line}
    assert lines == set(passed) and done.ret == 0


def test_without_a_server_the_run_says_so_in_a_sentence(run):
    done = run("--database", "both", server=False)
    done.stdout.fnmatch_lines(["*起不来 PostgreSQL（no room），涉及数据库的测试只在 SQLite 上跑过。"])


def test_with_a_server_the_run_says_on_what_it_ran(run):
    run("--database", "both").stdout.fnmatch_lines(["*在 SQLite、PostgreSQL 上跑过*"])


def test_where_a_server_is_required_its_absence_fails_the_run(run):
    done = run("--database", "both", server=False, required=True)
    assert done.ret != 0
    done.stderr.fnmatch_lines(["*起不来 PostgreSQL*不算数*"])


def test_where_a_server_is_required_a_test_that_asks_for_one_fails_without(run):
    done = run(server=False, required=True)
    assert done.ret != 0 and done.parseoutcomes()["errors"] == 1


def test_a_run_that_is_told_to_stop_takes_its_server_along(tmp_path):
    """A real one: nothing of it is left running."""
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.support.plugin"]\n')
    (tmp_path / "test_it.py").write_text("import os, signal\n\ndef test_stops(postgresql_server):\n    print(postgresql_server)\n"
                                         "    os.kill(os.getpid(), signal.SIGTERM)\n")
    environment = {name: value for name, value in os.environ.items() if name != plugin.URL} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "pytest", "-s", "-p", "no:cacheprovider", str(tmp_path)], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, timeout=120)
    socket = re.search(r"host=(\S+)", done.stdout)
    assert done.returncode == 143 and socket, done.stdout + done.stderr
    assert not Path(socket[1]).exists()
