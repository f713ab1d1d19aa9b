"""Write the trace and prove it whole."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.model import Actor
from app.accounts.queries import organ_map
from app.audit.model import ChainHead, Entry
from app.audit.tags import Tag
from app.kernel.database import dumps, loads

GENESIS = "0" * 64
_HASHED = ("case_id", "seq", "at", "actor_id", "actor_name", "post", "organ_id", "organ_name", "tag", "payload", "prev_hash")


@dataclass(frozen=True)
class Fact:
    """Something that happened. `payload`: what the tag's sentence in tags.py asks for, and whatever else is worth keeping.
    `post`: role code by which the actor acted; `organ_id`: in which organ. Facts that name none take the post of the first fact of
    the same call that does, else the actor's first post."""

    tag: Tag
    payload: Mapping[str, Any]
    post: str | None = None
    organ_id: int | None = None


def record(session: Session, case_id: int, facts: Sequence[Fact], *, actor: Actor, now: datetime) -> None:
    """Append the facts to the case's chain, in order: one read of the head, one bulk insert, one upsert."""
    if not facts:
        return
    head = session.execute(select(ChainHead.seq, ChainHead.hash).where(ChainHead.case_id == case_id).with_for_update()).first()
    seq, last = (head.seq, head.hash) if head else (0, GENESIS)
    rows = []
    acting = next((fact for fact in facts if fact.post), None)
    for fact in facts:
        seq += 1
        if acting and not fact.post and fact.organ_id is None:
            fact = replace(fact, post=acting.post, organ_id=acting.organ_id)
        row = _row(session, case_id, seq, last, fact, actor, now)
        last = row["hash"]
        rows.append(row)
    session.execute(insert(Entry.__table__), rows)
    _move_head(session, case_id, seq, last)


def _row(session: Session, case_id: int, seq: int, prev_hash: str, fact: Fact, actor: Actor, now: datetime) -> dict:
    post, organ_id, organ_name = _standing(session, fact, actor)
    # What is hashed is what a reader gets back: sets have become lists, decimals numbers, dates text.
    row = {"case_id": case_id, "seq": seq, "at": now, "actor_id": actor.person_id, "actor_name": actor.name, "post": post,
           "organ_id": organ_id, "organ_name": organ_name, "tag": str(Tag(fact.tag)), "payload": loads(dumps(dict(fact.payload))),
           "prev_hash": prev_hash}
    return {**row, "hash": fingerprint(row)}


def _standing(session: Session, fact: Fact, actor: Actor) -> tuple[str | None, int | None, str | None]:
    """By which post, in which organ."""
    if fact.organ_id is not None:
        return fact.post, fact.organ_id, organ_map(session)[fact.organ_id].short_name
    held = (actor.holds(fact.post) if fact.post else None) or next(iter(actor.posts), None)
    if held is None:
        return fact.post, None, None
    return fact.post or held.role, held.organ_id, organ_map(session)[held.organ_id].short_name


def _move_head(session: Session, case_id: int, seq: int, last: str) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    upsert = dialect.insert(ChainHead.__table__).values(case_id=case_id, seq=seq, hash=last)
    session.execute(upsert.on_conflict_do_update(index_elements=["case_id"], set_={"seq": seq, "hash": last}))


def fingerprint(row: Mapping[str, Any]) -> str:
    """sha256 over canonical JSON of every field but the hash itself. `at` in UTC to the microsecond."""
    fields = {name: row[name] for name in _HASHED}
    return sha256(dumps({**fields, "at": row["at"].isoformat(timespec="microseconds")})).hexdigest()


# ---- proof ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Broken:
    """The first entry that does not fit; `seq` None: the chain as a whole."""

    case_id: int
    seq: int | None
    at: datetime | None
    why: str


@dataclass(frozen=True)
class Verification:
    """`checked` entries of `chains` chains were recomputed; `broken` is the first that does not fit, or None."""

    checked: int
    chains: int
    broken: Broken | None

    @property
    def whole(self) -> bool:
        return self.broken is None


def verify(session: Session, case_id: int | None = None) -> Verification:
    """Recompute the chain of a case, or all of them, and stop at the first entry that was changed, removed, inserted or
    moved; a chain cut at its end disagrees with its head."""
    heads = {head.case_id: head for head in session.execute(_of(select(ChainHead.case_id, ChainHead.seq, ChainHead.hash),
                                                                ChainHead.case_id, case_id))}
    columns = [getattr(Entry, name) for name in (*_HASHED, "hash")]
    rows = session.execute(_of(select(*columns), Entry.case_id, case_id).order_by(Entry.case_id, Entry.seq)
                           .execution_options(yield_per=1000))
    checked, seen = 0, set()
    for chain, entries in groupby(rows, key=lambda row: row.case_id):
        seen.add(chain)
        count, broken = _verify_chain(chain, entries, heads.get(chain))
        checked += count
        if broken:
            return Verification(checked, len(seen), broken)
    emptied = next((Broken(c, None, None, "整条链的记录都不见了") for c in heads if c not in seen), None)
    return Verification(checked, len(seen), emptied)


def _of(query, column, case_id: int | None):
    return query if case_id is None else query.where(column == case_id)


def _verify_chain(case_id: int, entries: Iterator[Row], head: Row | None) -> tuple[int, Broken | None]:
    seq, last = 0, GENESIS
    for entry in entries:
        if why := _fault(entry, seq + 1, last):
            return seq, Broken(case_id, entry.seq, entry.at, why)
        seq, last = entry.seq, entry.hash
    if head is None:
        return seq, Broken(case_id, None, None, "链头不见了")
    if (head.seq, head.hash) != (seq, last):
        return seq, Broken(case_id, seq + 1, None, f"链头记到第 {head.seq} 条，只找到 {seq} 条")
    return seq, None


def _fault(entry: Row, expected_seq: int, last: str) -> str | None:
    if entry.seq != expected_seq:
        return f"第 {expected_seq} 条不见了"
    if entry.prev_hash != last:
        return "与上一条接不上"
    if fingerprint(entry._mapping) != entry.hash:
        return "内容与校验值不符"
    return None
