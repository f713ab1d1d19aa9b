"""Runs the workbench's JavaScript in node: a script of this folder is bundled as the pages' scripts are, and answers JSON for JSON."""
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORKBENCH = ROOT / "app" / "web" / "workbench"
SECONDS = 60


def run(script: str, given: Any, folder: Path) -> Any:
    """`given` goes in as JSON on standard input, what the script writes on standard output is read as JSON. `folder`: for the bundle."""
    return json.loads(_call([_node(), str(bundled(script, folder))], json.dumps(given)))


def bundled(script: str, folder: Path, where: str = "node") -> Path:
    """The script in one file, made once. `where` browser: with the page's words, its styles beside it (.css)."""
    made = folder / script.replace(".mjs", ".bundle.mjs")
    if not made.exists():
        _call([_node(), str(HERE / "bundle.mjs"), str(HERE / script), str(made), where], "")
    return made


def _node() -> str:
    node = shutil.which("node")
    if node is None or not (WORKBENCH / "node_modules" / "esbuild").is_dir():
        pytest.skip("没有 node 或没有装好工作台的包：cd app/web/workbench && npm ci")
    return node


def _call(command: list[str], given: str) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=SECONDS, cwd=WORKBENCH)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
