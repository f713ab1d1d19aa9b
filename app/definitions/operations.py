"""Publishing bundles. A bundle is checked whole before a byte of it is stored."""
import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.definitions import checks
from app.definitions.files import digest_of, split_name, title_of
from app.definitions.known import ActInfo, Known
from app.definitions.model import Bundle, BundleFile, FileContent
from app.engine.contract import BundleRefused, Problem


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
    """What keeps these files from running together: XML, executability, forms, and references between them. The workshop asks more
    (`checks.inspect`)."""
    known = Known(roles={code: code for code in known_roles}, acts={code: ActInfo(code, code, "") for code in known_acts})
    tests = [p for name, content in files.items() if split_name(name)[1] == "test" for p in _test_problems(name, content)]
    return [*tests, *checks.runnable(files, known)]


def _test_problems(name: str, content: bytes) -> list[Problem]:
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError as error:
        return [Problem("error", name, None, "not_json", f"{name}：不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列。", line=error.lineno)]
    return []
