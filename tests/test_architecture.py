"""The house stands as docs/architecture.md says: import-linter's contracts in setup.cfg, and the size of files."""
import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(p for p in (ROOT / "app").rglob("*.py") if "versions" not in p.parts and "node_modules" not in p.parts)
# The clock itself; the courier opens transactions for the rims; FEEL's now() for callers outside the product, who give no instant; the end of
# a transaction that has only read.
EXEMPT = ("clock.py", "courier.py", "moments.py", "later.py")
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def test_imports_point_down_the_house():
    done = subprocess.run([sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()",
                           "--config", "setup.cfg", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_and_its_functions_can_be_read_at_one_sitting(path):
    source = path.read_text()
    assert source.count("\n") <= LONGEST_FILE
    long = [f"{node.name}: {node.end_lineno - node.lineno + 1} lines" for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION]
    assert not long


@pytest.mark.parametrize("room", ["kernel", "accounts", "audit", "registry", "rules", "forms", "engine", "documents", "deadlines",
                                  "tasks", "definitions", "acts", "cases", "supervision"])
def test_nothing_below_the_rims_commits_or_reads_the_clock(room):
    offenders = []
    for path in (ROOT / "app" / room).rglob("*.py"):
        if path.name in EXEMPT:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if ".commit()" in line or "utcnow()" in line or "datetime.now(" in line or "date.today(" in line:
                offenders.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not offenders


def test_no_lock_file_says_where_packages_come_from():
    """A lock file that names a host binds everybody to it: versions are pinned, sources are the installer's own."""
    files = [*ROOT.glob("requirements*.txt"), ROOT / "app/web/workbench/package-lock.json"]
    where = re.compile(r'"resolved"|--index-url|--extra-index-url|@ https?://')
    assert not [f.name for f in files if where.search(f.read_text())]
