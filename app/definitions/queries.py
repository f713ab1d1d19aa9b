"""Reads of bundles. Bundles never change, so what was parsed once is kept for the life of the process."""
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from threading import Lock
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.definitions.files import is_model
from app.definitions.model import Bundle, BundleFile, FileContent
from app.engine import CompiledBundle, compile_bundle
from app.forms import schema
from app.kernel import reference
from app.kernel.errors import NotFound, Rejection

_KEPT = 32
_Bundle, _BundleFile = reference.frozen(Bundle), reference.frozen(BundleFile)
_compiled: OrderedDict[str, CompiledBundle] = OrderedDict()
_forms: OrderedDict[str, schema.Form] = OrderedDict()
_lock = Lock()


@reference.section
def _bundles(session: Session) -> Mapping[int, Bundle]:
    """By id, newest first, as frozen copies."""
    return MappingProxyType({b.id: b for b in reversed(reference.copies(session, Bundle, _Bundle))})


def bundles(session: Session) -> list[Bundle]:
    return list(_bundles(session).values())


def current(session: Session, on: date) -> Bundle:
    """The bundle in force on this day; raises Rejection(no_bundle)."""
    in_force = [b for b in _bundles(session).values() if b.effective_from <= on]
    if not in_force:
        raise Rejection("还没有发布任何流程与规则，请法制机构先发布一个规则包。", code="no_bundle", status=503)
    return max(in_force, key=lambda b: (b.effective_from, b.id))


@reference.section
def _files(session: Session, bundle_id: int) -> Mapping[tuple[str, str], BundleFile]:
    """{(kind, key): file}, in this order."""
    rows = reference.copies(session, BundleFile, _BundleFile, BundleFile.bundle_id == bundle_id)
    return MappingProxyType({(f.kind, f.key): f for f in sorted(rows, key=lambda f: (f.kind, f.key))})


def files(session: Session, bundle_id: int) -> list[BundleFile]:
    return list(_files(session, bundle_id).values())


def file(session: Session, bundle_id: int, kind: str, key: str) -> BundleFile:
    found = _files(session, bundle_id).get((kind, key))
    if found is None:
        raise NotFound(f"规则包里没有 {key}.{kind}。", code="no_such_file")
    return found


def titles(session: Session, bundle_id: int, kind: str) -> dict[str, str]:
    """{key: name} of the files of one kind."""
    return {key: f.name for (of, key), f in _files(session, bundle_id).items() if of == kind}


def content(session: Session, sha256: str) -> bytes:
    return session.get_one(FileContent, sha256).content


def contents(session: Session, bundle_id: int) -> dict[str, bytes]:
    """All files of a bundle: {'whistle_report.bpmn': bytes}."""
    rows = session.execute(select(BundleFile.key, BundleFile.kind, FileContent.content)
                           .join(FileContent, FileContent.sha256 == BundleFile.sha256).where(BundleFile.bundle_id == bundle_id))
    return {f"{key}.{kind}": data for key, kind, data in rows}


def compiled(session: Session, bundle_id: int) -> CompiledBundle:
    """The bundle ready to run; parsed at most once a process."""
    bundle_hash = _bundles(session)[bundle_id].hash
    with _lock:
        if bundle_hash in _compiled:
            _compiled.move_to_end(bundle_hash)
            return _compiled[bundle_hash]
    models = {n: c for n, c in contents(session, bundle_id).items() if is_model(n)}
    return _keep(_compiled, bundle_hash, compile_bundle(models))


def form(session: Session, bundle_id: int, key: str) -> schema.Form:
    sha256 = file(session, bundle_id, "form", key).sha256
    with _lock:
        if sha256 in _forms:
            return _forms[sha256]
    return _keep(_forms, sha256, schema.load(content(session, sha256)), kept=_KEPT * 16)


def _keep(cache: OrderedDict, key: str, value, kept: int = _KEPT):
    with _lock:
        cache[key] = value
        while len(cache) > kept:
            cache.popitem(last=False)
    return value


def definitions(session: Session, on: date) -> list[BundleFile]:
    """The files of the bundle in force."""
    return files(session, current(session, on).id)


def versions(session: Session, kind: str, key: str) -> list[tuple[BundleFile, Bundle]]:
    """Every version of a definition with the first bundle that carried it, newest first."""
    rows = session.execute(select(BundleFile, Bundle).join(Bundle).where(BundleFile.kind == kind, BundleFile.key == key)
                           .order_by(BundleFile.version, Bundle.id))
    first: dict[int, tuple[BundleFile, Bundle]] = {}
    for row, bundle in rows:
        first.setdefault(row.version, (row, bundle))
    return sorted(first.values(), key=lambda pair: -pair[0].version)
