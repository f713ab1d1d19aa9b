"""run.py: steps are made once, made again when their inputs change, and go on where one failed."""
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """run.py as a module, its stamps in a place of their own and its last act recorded instead of done."""
    spec = importlib.util.spec_from_file_location("zfl_run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMPS", tmp_path / "stamps.json")
    module.handed_over = []
    monkeypatch.setattr(module, "hand_over", lambda command: module.handed_over.append(command) or 0)
    return module


class Recorded:
    """A step that writes down that it was made, and fails as often as it is told to."""

    def __init__(self, runner, source: Path, failures: int = 0):
        self.runner, self.made, self.failures = runner, 0, failures
        self.step = runner.Step("软件包", lambda: [source], lambda: self.made > 0, self._make)

    def _make(self):
        if self.failures:
            self.failures -= 1
            raise self.runner.StepFailed("no route to host", "请检查网络。")
        self.made += 1


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text("a==1\n")
    return path


def test_a_step_is_made_once_and_again_only_when_its_input_changes(runner, source, capsys):
    recorded = Recorded(runner, source)
    for _ in range(3):
        runner.prepare([recorded.step], 1, quiet=False)
    assert recorded.made == 1 and "已就绪" in capsys.readouterr().out
    source.write_text("a==2\n")
    runner.prepare([recorded.step], 1, quiet=False)
    assert recorded.made == 2


def test_progress_names_the_step_and_its_seconds(runner, source, capsys):
    runner.prepare([Recorded(runner, source).step], 6, quiet=False)
    assert re.search(r"步骤 1/6 软件包 … 完成（\d+\.\d 秒）", capsys.readouterr().out)


def test_a_failed_step_says_which_and_how_to_mend_it_and_the_next_run_goes_on_from_there(runner, source, capsys, monkeypatch):
    done, failing = Recorded(runner, source), Recorded(runner, source, failures=1)
    done.step.name = "虚拟环境"
    monkeypatch.setattr(runner, "STEPS", {"venv": done.step, "packages": failing.step})
    assert runner.main(["settings"]) == 1
    said = capsys.readouterr().err
    assert "步骤 2/2 软件包 … 没有完成" in said and "no route to host" in said and "请检查网络。" in said
    assert runner.handed_over == []
    assert runner.main(["settings"]) == 0
    assert (done.made, failing.made) == (1, 1)


def test_a_command_for_a_program_keeps_its_standard_output_clean(runner, source, capsys, monkeypatch):
    recorded = Recorded(runner, source)
    monkeypatch.setattr(runner, "STEPS", {"venv": recorded.step, "packages": recorded.step})
    runner.main(["token", "duty_chief"])
    said = capsys.readouterr()
    assert said.out == "" and "软件包" in said.err
    assert runner.handed_over == [[str(runner.PYTHON), "-m", "app.cli", "token", "duty_chief"]]


GIVEN = [       # arguments, what goes before them: (cores, arguments, before)
    (2, ["tests/kernel", "-k", "test"], ["--database", "both", "-n", "2", "--dist", "worksteal"]),
    (1, [], ["--database", "both"]),
    (64, [], ["--database", "both", "-n", "6", "--dist", "worksteal"]),
    (2, ["--database", "sqlite"], ["-n", "2", "--dist", "worksteal"]),
    (2, ["--database=postgresql", "-n0"], []),
    (2, ["--pdb"], ["--database", "both"]),
]


@pytest.mark.parametrize(("cores", "arguments", "before"), GIVEN)
def test_the_arguments_of_test_go_to_pytest_after_what_they_leave_open(runner, source, monkeypatch, cores, arguments, before):
    recorded = Recorded(runner, source)
    monkeypatch.setattr(runner, "STEPS", dict.fromkeys(("venv", "packages", "test packages", "frontend"), recorded.step))
    monkeypatch.setattr(runner.os, "chdir", lambda _path: None)
    monkeypatch.setattr(runner.os, "sched_getaffinity", lambda _pid: range(cores), raising=False)
    runner.main(["test", *arguments])
    assert runner.handed_over == [[str(runner.PYTHON), "-m", "pytest", *before, *arguments]]


def test_stamps_that_were_cut_short_make_the_steps_again(runner, source):
    runner.STAMPS.write_text('{"软件包": "ab')
    recorded = Recorded(runner, source)
    runner.prepare([recorded.step], 1, quiet=True)
    assert recorded.made == 1


NODES = [("v22.20.0\n", 22), ("v18.1.0\n", 18), ("nonsense", 0)]


@pytest.mark.parametrize(("said", "version"), NODES)
def test_the_version_of_node_is_read(runner, tmp_path, said, version):
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\nprintf '{said.strip()}'\n")
    node.chmod(0o755)
    assert runner.node_version(str(node)) == version


def test_without_a_new_enough_node_the_one_from_pip_is_taken(runner, monkeypatch):
    asked = []
    monkeypatch.setattr(runner.shutil, "which", lambda name, path=None: f"{path}/{name}" if path else None)
    monkeypatch.setattr(runner, "pip", lambda *arguments: asked.append(arguments))
    npm, node, environment = runner.find_node()
    assert asked == [("install", runner.NODE_PACKAGE)]
    assert (npm, node) == (f"{runner.BIN}/npm", f"{runner.BIN}/node") and environment["PATH"].startswith(str(runner.BIN))


def test_requirements_are_pinned_exactly():
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
        assert lines and all(re.fullmatch(r"[A-Za-z0-9_.-]+==[\w.]+", line) for line in lines)


def test_what_is_installed_is_what_is_pinned():
    from importlib.metadata import version
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if "==" in line)
    assert {name: version(name) for name in pinned} == pinned


# ---- the real thing -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    import socket
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ZFL_")}
    return clean | {"ZFL_DATA_DIR": str(tmp_path / "data"), "ZFL_PORT": str(port), "PYTHONPATH": str(ROOT)}


def start(environment):
    """A server that is ready."""
    deadline = time.monotonic() + 60
    server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{environment['ZFL_PORT']}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    pytest.fail(f"not ready: {server.communicate()[0]}")


def stop(server) -> str:
    server.send_signal(signal.SIGTERM)
    out, _ = server.communicate(timeout=30)
    assert server.returncode == 0, out
    return out


def test_the_first_start_sets_everything_up_shows_the_password_once_and_serves_and_the_second_makes_nothing_anew(environment):
    first = stop(start(environment))
    assert "已发布规则包" in first and "样例" in first and f"http://127.0.0.1:{environment['ZFL_PORT']}" in first
    assert "只显示这一次" in first and "已停止" in first
    again = stop(start(environment))
    assert "只显示这一次" not in again and "已发布" not in again
    assert re.search(r"流程、规则和表单 … 最新的规则包.*\n.*示范区（样例数据） … 已就绪", again), again


def test_a_port_that_is_taken_stops_the_start_with_a_sentence(environment):
    import socket
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["ZFL_PORT"])))
        taken.listen()
        done = subprocess.run([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environment, text=True, capture_output=True,
                              timeout=60)
    assert done.returncode == 1 and "ZFL_PORT" in done.stderr and "Traceback" not in done.stderr
