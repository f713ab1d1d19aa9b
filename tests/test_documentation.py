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

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = (ROOT / "docs" / "reference.md").read_text()
PUBLISHED = [p.stem for folder in ("processes", "rules") for p in sorted((ROOT / folder).iterdir())]


@pytest.mark.parametrize("kind, names", [
    ("processes and rules", PUBLISHED), ("acts", ACTS), ("services", SERVICES), ("option lists", SOURCES), ("roles", ROLES),
    ("permissions", TABLE), ("trace tags", [t.value for t in Tag])])
def test_the_reference_names_all(kind, names):
    assert [name for name in names if f"`{name}`" not in REFERENCE] == []


def test_the_reference_names_every_guard_with_its_article():
    assert [g.code for g in GUARDS if f"| {g.code} | {g.article} |" not in REFERENCE] == []


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
