"""Publishing bundles and keeping drafts. A bundle is checked whole before a byte of it is stored."""
import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.definitions.files import digest_of, is_model, split_name, title_of
from app.definitions.model import Bundle, BundleFile, FileContent
from app.engine import check_files, compile_bundle
from app.engine.contract import BundleRefused, Problem
from app.forms import schema
from app.rules import dmn

def publish(session: Session, files: Mapping[str, bytes], *, effective_from: date, now: datetime, label: str | None = None,
            actor: Actor | None = None, known_acts: Collection[str] = (), known_roles: Collection[str] = (), again: bool = False) -> Bundle:
    """Store all these files as the bundle in force from `effective_from`. The same files again give the same bundle, unless they come
    `again`: then they are a bundle of their own, in force from another day. Raises BundleRefused with every problem at once."""
    digests = {name: digest_of(content) for name, content in sorted(files.items())}
    bundle_hash = _bundle_hash(digests, "")
    known = session.scalar(select(Bundle).where(Bundle.hash == bundle_hash))
    if known is not None and not again:
        return known
    if known is not None:
        bundle_hash = _bundle_hash(digests, f"again {session.scalar(select(func.max(Bundle.id)))}")
    errors = [p for p in check(files, known_acts=known_acts, known_roles=known_roles) if p.level == "error"]
    if errors:
        raise BundleRefused(errors)
    bundle = Bundle(hash=bundle_hash, label=label or _next_label(session, effective_from), effective_from=effective_from,
                    published_at=now, published_by=actor.person_id if actor else None)
    session.add(bundle)
    session.flush()
    for name, digest in digests.items():
        _add_file(session, bundle, name, digest, files[name])
    return bundle


def _bundle_hash(digests: Mapping[str, str], more: str) -> str:
    return hashlib.sha256(("".join(f"{n}\0{d}\n" for n, d in digests.items()) + more).encode()).hexdigest()


def _next_label(session: Session, day: date) -> str:
    month = f"{day:%Y.%m}"
    n = len(session.scalars(select(Bundle.id).where(Bundle.label.like(f"{month}%"))).all())
    return f"{month}-{n + 1}"


def _add_file(session: Session, bundle: Bundle, name: str, digest: str, content: bytes) -> None:
    key, kind = split_name(name)
    store_content(session, digest, content)
    last = session.scalar(select(BundleFile).where(BundleFile.kind == kind, BundleFile.key == key)
                          .order_by(BundleFile.version.desc()).limit(1))
    version = 1 if last is None else last.version + (last.sha256 != digest)
    session.add(BundleFile(bundle_id=bundle.id, kind=kind, key=key, name=title_of(kind, key, content), version=version,
                           sha256=digest))
    session.flush()


def store_content(session: Session, digest: str, content: bytes) -> None:
    if session.get(FileContent, digest) is None:
        session.add(FileContent(sha256=digest, content=content))
        session.flush()


def check(files: Mapping[str, bytes], *, known_acts: Collection[str] = (), known_roles: Collection[str] = ()) -> list[Problem]:
    """Everything that is wrong with these files together: XML, executability, forms, and references between them."""
    problems, forms = [], set()
    for name, content in files.items():
        key, kind = split_name(name)
        if kind == "form":
            forms.add(key)
            problems += _form_problems(name, content)
        elif kind == "test":
            problems += _test_problems(name, content)
    models = {n: c for n, c in files.items() if is_model(n)}
    found = check_files(models)
    if not any(p.level == "error" for p in found):
        found = found + _reference_problems(models, forms, known_acts, known_roles) + _table_warnings(models)
    return problems + found


def _table_warnings(models: Mapping[str, bytes]) -> list[Problem]:
    """Inputs for which a decision table has no row, or several: it stays publishable, but whoever publishes it should know."""
    found = []
    for name, content in models.items():
        model = dmn.load(content) if name.endswith(".dmn") else None
        for id in model.decisions if model else []:
            found += [Problem("warning", name, id, f"table_{one.kind}", f"决策 {id}：{one.sentence}。") for one in model.review(id)]
    return found


def _form_problems(name: str, content: bytes) -> list[Problem]:
    try:
        schema.load(content)
    except schema.FormError as error:
        return [Problem("error", name, getattr(p, "element", None), "form", str(p)) for p in error.problems]
    return []


def _test_problems(name: str, content: bytes) -> list[Problem]:
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return [Problem("error", name, None, "not_json", f"{name}：不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列。", line=error.lineno)]
    return []


def _reference_problems(models, forms, acts, roles) -> list[Problem]:
    bundle = compile_bundle(models)
    problems = []
    for process in bundle.processes.values():
        for node in process.nodes.values():
            if node.kind == "userTask":
                problems += _task_problems(process.file, node, forms, acts, roles)
    return problems


def _task_problems(file, node, forms, acts, roles) -> list[Problem]:
    def wrong(code, sentence):
        return Problem("error", file, node.id, code, f"“{node.name}”：{sentence}")

    get = node.properties.get
    found = []
    if get("form") and get("form") not in forms:
        found.append(wrong("no_such_form", f"表单 {get('form')} 不在规则包里。"))
    if get("act") and acts and get("act") not in acts:
        found.append(wrong("no_such_act", f"没有名为 {get('act')} 的执法行为。"))
    unknown = [r for r in (get("role") or "").split("|") if roles and r not in roles]
    if unknown or not get("role"):
        found.append(wrong("no_such_role", f"岗位 {'、'.join(unknown)} 不在岗位表里。" if unknown else "没有写明由哪个岗位办理（role）。"))
    if not get("scope"):
        found.append(wrong("no_scope", "没有写明在哪个单位办理（scope）。"))
    return found
