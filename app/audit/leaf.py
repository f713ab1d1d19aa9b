"""One leaf of the trace: facts into what is stored, what is stored back into entries with their hashes. Knows no database.

The hash of an entry is sha256 over canonical JSON of its fields and the hash of the entry before it (64 hexadecimal digits, 64 zeros for the
first), as in the first release; so every entry that was ever written still verifies.
"""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from app.kernel.database import dumps

GENESIS = bytes(32)


class Head(NamedTuple):
    """Where a chain stands: number and hash of its last entry; (0, GENESIS) before the first."""

    seq: int
    hash: bytes


START = Head(0, GENESIS)


class Stand(NamedTuple):
    """Who acted, by which post (a role code), in which organ."""

    actor_id: int | None
    actor_name: str
    post: str | None
    organ_id: int | None
    organ_name: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact in its chain. `hash`: 32 bytes."""

    case_id: int
    seq: int
    at: datetime
    stand: Stand
    tag: str
    payload: Mapping[str, Any]
    hash: bytes


class Noted(NamedTuple):
    """A fact about to be stored: `by`: id of the stand's row; `payload` as JSON bytes."""

    tag: str
    payload: bytes
    stand: Stand
    by: int


def compose(case_id: int, head: Head, at: datetime, noted: Sequence[Noted]) -> tuple[dict[str, Any], Head]:
    """The row of one leaf, and the head after it."""
    last, content, by = head.hash, [], noted[0].by
    for seq, fact in enumerate(noted, head.seq + 1):
        payload = orjson.Fragment(fact.payload)
        last = fingerprint(case_id, seq, at, fact.stand, fact.tag, payload, last)
        content.append([fact.tag, payload] if fact.by == by else [fact.tag, payload, fact.by])
    row = {"case_id": case_id, "seq": head.seq + 1, "size": len(noted), "at": at, "actor": by, "content": content, "hash": last}
    return row, Head(head.seq + len(noted), last)


def entries(case_id: int, seq: int, at: datetime, by: int, content: list, stands: Mapping[int, Stand], last: bytes) -> Iterator[Entry]:
    """The entries of a leaf, hashed anew onto `last`, the hash before it. Raises KeyError where a stand is missing."""
    for number, (tag, payload, *other) in enumerate(content, seq):
        stand = stands[other[0] if other else by]
        last = fingerprint(case_id, number, at, stand, tag, payload, last)
        yield Entry(case_id, number, at, stand, tag, payload, last)


def fingerprint(case_id: int, seq: int, at: datetime, stand: Stand, tag: str, payload: Any, before: bytes) -> bytes:
    """sha256 over canonical JSON of every field and the hash before. `at` in UTC to the microsecond."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(dumps({"case_id": case_id, "seq": seq, "at": moment, "actor_id": stand.actor_id, "actor_name": stand.actor_name,
                         "post": stand.post, "organ_id": stand.organ_id, "organ_name": stand.organ_name, "tag": tag, "payload": payload,
                         "prev_hash": before.hex()})).digest()
