"""Files that come from outside, one or a zip of many, of any tool: they become part of a revision with the problems found in them, or are
refused with where and why. Nothing of them is ever executed."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.definitions import archive, checks, revisions, workshop
from app.definitions.checks import Finding
from app.definitions.errors import require
from app.definitions.files import proposed_name, title_of
from app.definitions.known import Known
from app.definitions.model import Revision
from app.definitions.revisions import EDIT, EDITING
from app.definitions.scenarios.findings import inspect
from app.engine.contract import BundleRefused, Problem
from app.engine.limits import DEFAULT
from app.engine.markup import DMN_SPACES, Unreadable, bpmn, parse

MOST_TOLD = 200         # problems of one upload: nobody reads more, and an answer should stay small


@dataclass(frozen=True)
class Uploaded:
    """`names`: what was uploaded, as it is called in the revision; `skipped`: entries of an archive that are no definitions."""

    revision: Revision
    names: tuple[str, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()


def upload(session: Session, filename: str, content: bytes, *, revision_id: int | None = None, title: str | None = None, only: bool = False,
           known: Known, actor: Actor, now: datetime) -> Uploaded:
    """Lay a file, or those of a zip, over a revision, over a new one of the newest bundle if none is named. `only`: the revision then has
    these files and no others. What stood there stays as a version.

    Raises Forbidden, NotFound, Rejection(bad_file_name, revision_closed, too_large …), BundleRefused for what cannot be read at all."""
    require(actor, EDIT, EDITING)
    given, skipped = _taken(filename, content)
    names = _named(filename, given)
    files = {names[name]: content for name, content in given.items()}
    if unreadable := [problem for name, one in files.items() if (problem := _unreadable(name, one))]:
        raise BundleRefused(unreadable)
    revision = revisions.for_editing(session, revision_id, actor=actor) if revision_id else revisions.create(
        session, title or _title(files, filename), actor=actor, now=now)
    lay_over(session, revision, files, only=only, actor=actor, now=now, note=f"上传 {filename}")
    found = _found(workshop.files_of(session, revision), known, files)
    return Uploaded(revision, tuple(files), (*_renamed(names), *found[:MOST_TOLD]), skipped)


def _found(files: Mapping[str, bytes], known: Known, given: Mapping[str, bytes]) -> list[Finding]:
    """What keeps the files from running is told at once; only of files that can run data are followed through all processes, which takes
    seconds. The workshop goes on checking as they are mended."""
    at_once = checks.inspect(files, known, only=given, quick=True)
    return at_once if checks.errors(at_once) else inspect(files, known, only=given)


def lay_over(session: Session, revision: Revision, files: Mapping[str, bytes], *, only: bool = False, actor: Actor, now: datetime,
             note: str | None = None) -> None:
    """Save all these files in the revision, whatever stands there; with `only` delete the others. Raises as revisions.save_file."""
    own, first = workshop.own_files(session, revision.id), workshop.untouched(session, revision)
    for name, content in files.items():
        revisions.save_file(session, revision.id, name, content, seq=own[name].seq if name in own else first, actor=actor, now=now, note=note)
    for name in sorted(workshop.digests_of(session, revision).keys() - files.keys()) if only else ():
        revisions.delete_file(session, revision.id, name, seq=own[name].seq if name in own else first, actor=actor, now=now, note=note)


def _taken(filename: str, content: bytes) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    if not archive.is_archive(filename, content):
        return {filename: content}, ()
    try:
        unpacked = archive.unpack(filename[:80], content)
    except archive.BadArchive as bad:
        raise BundleRefused([bad.problem]) from bad
    return unpacked.files, unpacked.skipped


def _named(filename: str, given: Mapping[str, bytes]) -> dict[str, str]:
    """{name as it came: name in the revision}"""
    names = {name: proposed_name(name, content) for name, content in given.items()}
    if len(set(names.values())) < len(names):
        raise BundleRefused([Problem("error", filename[:80], None, "duplicate", "有几个文件的代码相同，请先在原来的工具里改成不同的代码。")])
    return names


def _title(files: Mapping[str, bytes], filename: str) -> str:
    if len(files) > 1:
        return f"上传 {len(files)} 个文件"
    [(name, content)] = files.items()
    key, _, kind = name.rpartition(".")
    return f"上传 {' '.join(title_of(kind, key, content).split())[:100] or key}"


def _renamed(names: Mapping[str, str]) -> list[Finding]:
    return [Finding("hint", name, None, "renamed", f"文件名“{came[:80]}”不能用作代码，已存为 {name}。") for came, name in names.items() if came != name]


# ---- what cannot be read at all -----------------------------------------------------------------------------------------
def _unreadable(name: str, content: bytes) -> Problem | None:
    """Why there is nothing in the file that could be mended in an editor."""
    kind = name.rpartition(".")[2]
    if len(content) > revisions.LARGEST[kind]:
        return Problem("error", name, None, "too_large", f"{name} 有 {len(content)} 字节，超过上限 {revisions.LARGEST[kind]} 字节。")
    return _unreadable_xml(name, content) if kind in ("bpmn", "dmn") else _unreadable_json(name, content)


def _unreadable_xml(name: str, content: bytes) -> Problem | None:
    try:
        root = parse(content, name, DEFAULT)
    except Unreadable as unreadable:
        return unreadable.problem
    if name.endswith(".bpmn") and root.tag != bpmn("definitions"):
        return Problem("error", name, None, "not_bpmn", f"{name}：根元素不是 BPMN 2.0 的 definitions。")
    if name.endswith(".dmn") and not (root.tag.endswith("}definitions") and root.tag[1:].startswith(DMN_SPACES)):
        return Problem("error", name, None, "not_dmn", f"{name}：根元素不是 DMN 的 definitions。")
    return None


def _unreadable_json(name: str, content: bytes) -> Problem | None:
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return Problem("error", name, None, "not_json", f"{name}：不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列。", line=error.lineno)
    member = "components" if name.endswith(".form") else "scenarios"
    if not isinstance(told, dict) or not isinstance(told.get(member), list):
        return Problem("error", name, None, "not_a_form" if name.endswith(".form") else "not_tests", f"{name}：JSON 里没有 {member}。")
    return None
