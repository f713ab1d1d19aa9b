"""The documents keep up with the house: what is published, offered, set and recorded stands in them, and they stand alone."""
import re
import subprocess
from pathlib import Path

import pytest

from app.accounts.policy import TABLE
from app.accounts.roles import ROLES
from app.acts.catalogue import ACTS
from app.acts.guards import GUARDS
from app.audit.tags import Tag
from app.cases.context import SOURCES
from app.cases.services import SERVICES
from app.cli.__main__ import parser
from app.kernel.settings import Settings, table
from docs import checking, reference, refusals

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = reference.PAGE.read_text()
PUBLISHED = [p.stem for folder in ("processes", "rules", "forms") for p in sorted((ROOT / folder).iterdir())]


@pytest.mark.parametrize("kind, names", [
    ("processes, rules and forms", PUBLISHED), ("acts", ACTS), ("services", SERVICES), ("option lists", SOURCES), ("roles", ROLES),
    ("permissions", TABLE), ("trace tags", [t.value for t in Tag])])
def test_the_reference_names_all(kind, names):
    assert [name for name in names if f"`{name}`" not in REFERENCE] == []


def test_the_reference_names_every_guard_with_its_article():
    assert [g.code for g in GUARDS if f"| {g.code} | {g.article} |" not in REFERENCE] == []


def test_the_reference_says_what_the_house_says_today():
    assert reference.page() == REFERENCE, "run `.venv/bin/python -m docs.reference` and commit what it writes"


def test_the_page_of_checks_says_what_is_checked_today():
    assert checking.page() == checking.PAGE.read_text(), "run `.venv/bin/python -m docs.checking` and commit what it writes"


def test_the_page_of_refusals_says_what_is_refused_today():
    assert refusals.page() == refusals.PAGE.read_text(), "run `.venv/bin/python -m docs.refusals` and commit what it writes"


def test_the_operations_page_lists_every_setting_with_its_default_range_and_meaning():
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = [f"| `{name}` | {default} | {kind.replace('|', chr(92) + '|')} | {meaning} |" for name, default, kind, meaning in table(Settings())]
    assert [row for row in rows if row not in page] == []
    assert set(re.findall(r"^\| `(ZFL_\w+)`", page, re.M)) == {name for name, *_ in table(Settings())}, "a setting that is no more"


def test_the_operations_page_lists_every_command():
    page = (ROOT / "docs" / "operations.md").read_text()
    commands = next(a for a in parser()._actions if a.dest == "command").choices
    assert [name for name in commands if not re.search(rf"^\| `{name}\b", page, re.M)] == []


def test_a_command_named_in_a_document_exists():
    commands = set(next(a for a in parser()._actions if a.dest == "command").choices)
    named = {name for path in documents() for name in re.findall(r"python run\.py ([a-z]+)", path.read_text())}
    assert named - commands == set()


def test_the_readme_shows_two_pictures_that_are_there():
    pictures = re.findall(r"!\[[^]]+]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert len(pictures) == 2 and all((ROOT / p).is_file() for p in pictures)


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda p: p.name)
def test_every_link_in_a_document_leads_to_a_file(path):
    links = re.findall(r"]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_nothing_committed_refers_to_a_place_outside_the_project():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    outside = re.compile("|".join(("\\.\\./" + "shared", "/wo" + "rk/")))
    texts = {n: (ROOT / n).read_text(errors="ignore") for n in listed if n and (ROOT / n).is_file() and not n.endswith(".png")}
    assert [name for name, text in texts.items() if outside.search(text)] == []
