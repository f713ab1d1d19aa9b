"""`--database sqlite|postgresql|both`: on which databases the tests that touch one run. Without it: SQLite, and both for what is marked
`both` or asks for `postgresql`. What is marked `scripts` is about what runs in the browser and takes one of them. The server is brought up by
the run itself, once, also for several processes (`-n`).

If it cannot be brought up, the run says so and goes on with SQLite; with ZFL_REQUIRE_POSTGRESQL=1 that is a failure."""
import os
import signal
from contextlib import ExitStack

import pytest

from tests.support.backends import BACKENDS
from tests.support.postgresql import NoServer, serving

URL = "ZFL_TEST_POSTGRESQL"         # of a server that runs already: handed to the processes of -n, or by whoever has one
REQUIRED = "ZFL_REQUIRE_POSTGRESQL"
WHY = pytest.StashKey[str]()        # why there is no server
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STACK = pytest.StashKey[ExitStack]()
# What asks for a database but is about something else, and takes long: on the first of those asked for, unless marked `both`.
ELSEWHERE = ("tests/workbench/", "tests/journeys/", "tests/web/test_workshop", "tests/web/test_in_the_browser.py", "tests/web/test_hostile_names.py",
             "tests/api/test_hostile_uploads.py")
SLOW = ("tests/journeys/test_sand_in_the_browser.py", "tests/journeys/", "tests/web/test_in_the_browser.py")


def pytest_addoption(parser) -> None:
    parser.addoption("--database", choices=(*BACKENDS, "both"), help="run what touches a database on SQLite, on PostgreSQL or on both")


def pytest_configure(config) -> None:
    config.stash[STACK] = ExitStack()
    if config.getoption("--database") in ("postgresql", "both") and not hasattr(config, "workerinput"):
        bring_up(config)


def pytest_unconfigure(config) -> None:
    if STACK in config.stash:
        config.stash[STACK].close()


def bring_up(config) -> None:
    """Start the server, unless there is one; remember why not."""
    if URL in os.environ or WHY in config.stash:
        return
    try:
        os.environ[URL] = config.stash[STACK].enter_context(serving())
        config.stash[STACK].callback(os.environ.pop, URL, None)
        before = signal.signal(signal.SIGTERM, _leave)
        config.stash[STACK].callback(signal.signal, signal.SIGTERM, before)
    except NoServer as none:
        config.stash[WHY] = f"起不来 PostgreSQL（{none}）"
        if os.environ.get(REQUIRED) == "1":
            raise pytest.UsageError(f"{config.stash[WHY]}。{REQUIRED}=1，所以这次测试不算数。") from none


def _leave(_signal, _frame) -> None:
    """A run that is told to stop takes its server along."""
    pytest.exit("SIGTERM", returncode=143)


def backends(config, always_both: bool = False) -> tuple[str, ...]:
    asked = config.getoption("--database")
    wanted = asked or ("both" if always_both else "sqlite")
    return tuple(name for name in BACKENDS if wanted in (name, "both") and (name == "sqlite" or URL in os.environ or not asked))


def pytest_terminal_summary(terminalreporter) -> None:
    """At the end, where it is read: what the tests that touch a database ran on."""
    config = terminalreporter.config
    if WHY in config.stash:
        terminalreporter.write_line(f"{config.stash[WHY]}，涉及数据库的测试只在 SQLite 上跑过。", yellow=True)
    elif config.getoption("--database") in ("postgresql", "both"):
        names = "、".join(NAMES[name] for name in backends(config))
        terminalreporter.write_line(f"涉及数据库的测试在 {names} 上跑过（PostgreSQL 由测试自己启动，已停止）。")


def pytest_generate_tests(metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") is not None
        wanted = backends(metafunc.config, both)
        elsewhere = metafunc.definition.nodeid.startswith(ELSEWHERE) and not both
        if elsewhere or metafunc.definition.get_closest_marker("scripts"):
            wanted = wanted[:1]
        metafunc.parametrize("backend", wanted, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """What takes longest comes first, so that at the end no process is waited for."""
    items.sort(key=lambda item: next((place for place, name in enumerate(SLOW) if item.nodeid.startswith(name)), len(SLOW)))


@pytest.fixture(scope="session")
def postgresql_server(request) -> str:
    """The URL of the tests' server."""
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("--database sqlite")
    bring_up(request.config)
    if URL not in os.environ:
        pytest.skip(request.config.stash[WHY])
    return os.environ[URL]
