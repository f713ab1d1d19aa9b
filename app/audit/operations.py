"""Write the trace and prove it whole."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zlib import error as DeflateError

from sqlalchemy import LargeBinary, Row, bindparam, exists, insert, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from app.accounts.model import Actor
from app.accounts.queries import organ_map
from app.audit import stands
from app.audit.leaf import GENESIS, START, Head, Noted, Stand, compose, entries
from app.audit.model import ChainHead, Leaf
from app.audit.tags import Tag
from app.kernel import later
from app.kernel.database import UtcDateTime, dumps


@dataclass(frozen=True)
class Fact:
    """Something that happened. `payload`: what the tag's sentence in tags.py asks for, and whatever else is worth keeping.
    `post`: role code by which the actor acted; `organ_id`: in which organ. Facts that name none take the post of the first fact of
    the same call that does, else the actor's first post."""

    tag: Tag
    payload: Mapping[str, Any]
    post: str | None = None
    organ_id: int | None = None


_HEAD = select(ChainHead.seq, ChainHead.hash).where(ChainHead.case_id == bindparam("case")).with_for_update()
_WRITE = insert(Leaf.__table__)


def record(session: Session, case_id: int, facts: Sequence[Fact], *, actor: Actor, now: datetime, head: Head | None = None) -> Head | None:
    """Append the facts to the case's chain, in order, as one leaf; returns where the chain stands then. `head`: where it stands now, if the
    caller has read it in this transaction, under its lock (seq None or 0: no chain yet)."""
    if not facts:
        return head
    acting = next((fact for fact in facts if fact.post), None)
    noted = [_note(session, fact, acting, actor) for fact in facts]
    connection = session.connection()
    if head is None:
        head = connection.execute(_HEAD, {"case": case_id}).first()
    leaf, after = compose(case_id, Head(*head) if head and head[0] else START, now, noted)
    later.write(connection, _WRITE, [leaf])
    return after


def _note(session: Session, fact: Fact, acting: Fact | None, actor: Actor) -> Noted:
    named = acting if acting and not fact.post and fact.organ_id is None else fact
    stand = Stand(actor.person_id, actor.name, *_standing(session, named.post, named.organ_id, actor))
    return Noted(str(Tag(fact.tag)), dumps(dict(fact.payload)), stand, stands.id_of(session, stand))


def _standing(session: Session, post: str | None, organ_id: int | None, actor: Actor) -> tuple[str | None, int | None, str | None]:
    """By which post, in which organ."""
    if organ_id is None:
        held = (actor.holds(post) if post else None) or next(iter(actor.posts), None)
        if held is None:
            return post, None, None
        post, organ_id = post or held.role, held.organ_id
    return post, organ_id, organ_map(session)[organ_id].short_name


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


# As they lie in the database: what was put there by force may be no instant and no JSON, and must be told and not be an error.
_RAW = (Leaf.case_id, Leaf.seq, Leaf.size, type_coerce(Leaf.at, NullType()).label("at"), Leaf.actor,
        type_coerce(Leaf.content, LargeBinary()).label("content"), Leaf.hash,
        ChainHead.seq.label("head_seq"), ChainHead.hash.label("head_hash"))


def verify(session: Session, case_id: int | None = None) -> Verification:
    """Recompute the chain of a case, or all of them, and stop at the first entry that was changed, removed, inserted or
    moved; a chain cut at its end disagrees with its head. Leaves are read as a stream; what is wrong inside one is told of its first entry."""
    query = _of(select(*_RAW).join(ChainHead, ChainHead.case_id == Leaf.case_id, isouter=True), Leaf.case_id, case_id)
    read, checked, chains = _Reader(session), 0, 0
    with session.execute(query.order_by(Leaf.case_id, Leaf.seq).execution_options(yield_per=1000)) as rows:
        for chain, leaves in groupby(rows, key=lambda row: row.case_id):
            chains += 1
            count, broken = _verify_chain(chain, leaves, read)
            checked += count
            if broken:
                return Verification(checked, chains, broken)
    without = _of(select(ChainHead.case_id).where(~exists().where(Leaf.case_id == ChainHead.case_id)), ChainHead.case_id, case_id)
    emptied = session.scalar(without.order_by(ChainHead.case_id).limit(1))
    return Verification(checked, chains, None if emptied is None else Broken(emptied, None, None, "整条链的记录都不见了"))


def _of(query, column, case_id: int | None):
    return query if case_id is None else query.where(column == case_id)


class _Reader:
    """Opens stored leaves. A stand is looked up when it is first met."""

    def __init__(self, session: Session):
        self.dialect, self.content, self.moment = session.get_bind().dialect, Leaf.__table__.c.content.type, UtcDateTime()
        self.stands = _Stands(session)

    def at(self, leaf: Row) -> datetime | None:
        """None where no instant stands there."""
        try:
            return self.moment.process_result_value(leaf.at, self.dialect)
        except (TypeError, OverflowError, AttributeError):
            return None

    def last_hash(self, leaf: Row, before: bytes) -> bytes | None:
        """The hash of the leaf's last entry, computed; None where the leaf cannot be read or has another number of entries than it says."""
        try:
            content = self.content.process_result_value(leaf.content, self.dialect)
            read = list(entries(leaf.case_id, leaf.seq, self.at(leaf), leaf.actor, content, self.stands, before))
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, DeflateError):
            return None
        return read[-1].hash if read and len(read) == leaf.size else None


class _Stands(dict):
    """{row id: stand}, filled as asked; KeyError for one that is not there."""

    def __init__(self, session: Session):
        self.session = session

    def __missing__(self, row_id: int) -> Stand:
        self.update(stands.load(self.session, [row_id]))
        if row_id not in self:
            raise KeyError(row_id)
        return self[row_id]


def _verify_chain(case_id: int, leaves: Iterator[Row], read: _Reader) -> tuple[int, Broken | None]:
    seq, last, leaf = 0, GENESIS, None
    for leaf in leaves:
        if leaf.seq != seq + 1:
            return seq, Broken(case_id, leaf.seq, read.at(leaf), f"第 {seq + 1} 条不见了")
        if read.last_hash(leaf, last) != leaf.hash:
            return seq, Broken(case_id, leaf.seq, read.at(leaf), "内容与校验值不符")
        seq, last = seq + leaf.size, leaf.hash
    if leaf.head_seq is None:
        return seq, Broken(case_id, None, None, "链头不见了")
    if (leaf.head_seq, leaf.head_hash) != (seq, last):
        return seq, Broken(case_id, seq + 1, None, f"链头记到第 {leaf.head_seq} 条，只找到 {seq} 条")
    return seq, None
