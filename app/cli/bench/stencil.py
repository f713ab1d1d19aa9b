"""A family of real cases as a stencil: its rows, and in each what a copy has otherwise.

What a copy changes: ids (of every row of the family), official numbers, instants and days, and the words in brackets that `plays` puts
for title, place and party. They are changed wherever they stand: in columns, in JSON, in engine states, in sentences of the trace. Ids are
found in texts because the templates' counters start at numbers that occur nowhere else (`FIRST`). The trace is hashed anew.

Which column points to which table is read from the foreign keys and, where there is none, from its name (`REFERS`, `SHARED`). A column that
neither knows is a failure and not a guess.
"""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import zstandard
from sqlalchemy import Column, Connection, Date, MetaData, String, Table, Text, select

from app.audit.leaf import START, Head, Noted, Stand, compose
from app.audit.model import HOUSE
from app.cases.search import SEARCHED, index_text
from app.cli.output import Failure
from app.engine import codec
from app.kernel.database import Json, PackedJson, UtcDateTime, dumps, loads

FIRST = 7_000_000_000_000_000           # ids of templates: 16 digits, below 2⁵³; the tables' ranges lie apart
RANGE = 10_000_000_000
ID = r"(?<![0-9A-Za-z])7\d{15}(?![0-9A-Za-z])"
INSTANT = r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
KINDS = "题址当"
WORD = rf"【[{KINDS}]\d+】"
REFERS = {"case_id": "case", "chain_id": "case", "merged_into_id": "case", "sub_case_id": "case", "from_case_id": "case",
          "to_case_id": "case", "work_item_id": "work_item", "whistle_id": "whistle_order", "document_id": "document",
          "served_document_id": "document", "incident_id": "incident", "message_id": "message"}
# Ids of what the house has once, and texts that are called ids.
SHARED = re.compile(r"(person|organ|actor|bundle|assignee|street|legal_subject|process|timer|receiver|external|decision|event)_id$")
OWNER = "case"


# ---- which tables ---------------------------------------------------------------------------------------------------------
def reference(column: Column) -> str | None:
    """The table that this column's values are ids of, None for a value that copies share."""
    for key in column.foreign_keys:
        return key.column.table.name
    if column.name == "parent_id" and column.table.name == OWNER:
        return OWNER
    return REFERS.get(column.name)


def _require_known(column: Column) -> None:
    if reference(column) is None and column.name.endswith("_id") and not SHARED.search(column.name):
        raise Failure(f"bench seed 不知道 {column.table.name}.{column.name} 指向哪张表，请在 stencil.REFERS 或 SHARED 里写明。")


def case_tables(metadata: MetaData) -> list[Table]:
    """The tables whose rows belong to a case, parents first. Raises Failure for a column of theirs of which nobody knows what it names."""
    found = {OWNER}
    while more := {t.name for t in metadata.sorted_tables if t.name not in found
                   and any(reference(c) in found for c in t.columns)}:
        found |= more
    tables = [t for t in metadata.sorted_tables if t.name in found]
    for column in (c for t in tables for c in t.columns):
        _require_known(column)
    return tables


def blank(column: Column) -> Any:
    """A value for a placeholder row: nothing of its kind."""
    kinds = {str: "", int: 0, bool: False, bytes: b"", date: date(2000, 1, 1), datetime: datetime(2000, 1, 1, tzinfo=UTC)}
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = None
    if isinstance(column.type, UtcDateTime):
        return kinds[datetime]
    return {} if isinstance(column.type, (Json, PackedJson)) else kinds.get(kind, 0)


def counted(table: Table) -> Column | None:
    """The column that the database counts, if the table has one."""
    return table.autoincrement_column if table.autoincrement_column is not None and table.autoincrement_column.name == "id" else None


# ---- one copy ---------------------------------------------------------------------------------------------------------------
@dataclass
class Copy:
    """What is new in one copy. `ids`: {template id: new id}; `words`: {text as in the template: text of the copy}."""

    ids: dict[int, int]
    words: dict[str, str]
    shift: timedelta
    instants: dict[Any, Any] = field(default_factory=dict)

    def word(self, token: str) -> str:
        """The copy's text for a piece of the template's: an id, a number, a day, an instant, a name."""
        new = self.words.get(token)
        if new is None:
            new = self.words[token] = str(self.ids[int(token)]) if token.isdigit() else shifted(token, self.shift)
        return new

    def moved(self, value: datetime | date) -> datetime | date:
        new = self.instants.get(value)
        if new is None:
            whole = value + self.shift
            new = self.instants[value] = whole
        return new


def shifted(text: str, shift: timedelta) -> str:
    """A day or instant in ISO form, moved, in the form in which it was written."""
    if len(text) == 10:
        return (date.fromisoformat(text) + timedelta(days=shift.days)).isoformat()
    zulu = text.endswith("Z")
    spec = "microseconds" if "." in text else "seconds" if text.count(":") >= (3 if re.search(r"[+-]\d{2}:\d{2}$", text) else 2) else "minutes"
    moved = (datetime.fromisoformat(text) + shift).isoformat(timespec=spec)
    return moved.replace("+00:00", "Z") if zulu else moved


class Pieces:
    """A text of the template, cut at what a copy changes."""

    def __init__(self, text: str, pattern: re.Pattern):
        self.parts = pattern.split(text)            # literal, token, literal, token …

    @property
    def constant(self) -> bool:
        return len(self.parts) == 1

    def of(self, copy: Copy) -> str:
        parts = self.parts.copy()
        parts[1::2] = [copy.word(token) for token in parts[1::2]]
        return "".join(parts)


# ---- columns ------------------------------------------------------------------------------------------------------------------
Maker = Callable[[Copy], Any]


def _maker(column: Column, value: Any, pattern: re.Pattern, bind: Callable[[Any], Any], family: set[int]) -> Maker | None:
    """What makes this column's stored value in a copy; None where every copy has the template's."""
    if value is None:
        return None
    if isinstance(value, int) and value in family:
        return lambda copy: bind(copy.ids[value])
    if isinstance(column.type, (UtcDateTime, Date)):
        return lambda copy: bind(copy.moved(value))
    if isinstance(value, bytes):
        return _state(value, pattern, bind)
    if isinstance(column.type, (String, Text)):
        pieces = Pieces(value, pattern)
        return None if pieces.constant else lambda copy: bind(pieces.of(copy))
    if isinstance(value, (dict, list, str)):        # JSON, in whatever form it is stored
        pieces = Pieces(dumps(value).decode(), pattern)
        return None if pieces.constant else lambda copy: bind(loads(pieces.of(copy)))
    return None


HEAD = len(codec.MAGIC) + 1     # the magic word and a byte of version


def opened(state: bytes) -> str:
    """The JSON of an engine state; "" for bytes that are none."""
    return zstandard.decompress(state[HEAD:]).decode() if state.startswith(codec.MAGIC) else ""


def _state(value: bytes, pattern: re.Pattern, bind) -> Maker | None:
    """An engine state: the frame is opened, changed and closed again."""
    head, pack = value[:HEAD], zstandard.ZstdCompressor(level=3, write_content_size=True).compress
    pieces = Pieces(opened(value), pattern)
    return None if pieces.constant else lambda copy: bind(head + pack(pieces.of(copy).encode()))


def _search_text(row, pattern: re.Pattern, bind) -> Maker:
    """Folded and cut into terms, so nothing of the template can be found in it: made from the texts that it was made from."""
    pieces = [Pieces(text, pattern) for name in SEARCHED if (text := getattr(row, name))]
    return lambda copy: bind(index_text(piece.of(copy) for piece in pieces))


@dataclass
class Row:
    """One row of the template: its stored values, and what makes those that a copy has otherwise."""

    values: list
    makers: list[tuple[int, Maker]]

    def of(self, copy: Copy) -> list:
        row = self.values.copy()
        for n, make in self.makers:
            row[n] = make(copy)
        return row


# ---- a family -----------------------------------------------------------------------------------------------------------------
@dataclass
class Leaf:
    """What one command recorded in one case: hashed anew in every copy."""

    case_id: int
    at: datetime
    facts: list[tuple[str, Pieces, Stand, int]]     # tag, payload, who, id of who's row


@dataclass
class Family:
    """`rows`: {table: its rows in the family}; `ids`: {table: template ids}; `leaves`: the trace, in order; `numbers`: official numbers."""

    number: int                 # the play's
    began: datetime
    running: bool
    rows: dict[str, list[Row]]
    ids: dict[str, list[int]]
    leaves: list[Leaf]
    numbers: list[str]
    open_tasks: int

    @property
    def cases(self) -> int:
        return len(self.ids[OWNER])

    @property
    def entries(self) -> int:
        return sum(len(leaf.facts) for leaf in self.leaves)

    def self_contained(self) -> bool:
        """Whether it mentions no ids but its own: a copy of another would point into the void."""
        own = {i: i for ids in self.ids.values() for i in ids}
        copy = Copy(own, dict.fromkeys([*self.numbers, *(f"【{kind}{self.number}】" for kind in KINDS)], ""), timedelta())
        try:
            return all(row.of(copy) for rows in self.rows.values() for row in rows) and all(trace(self, copy))
        except KeyError:
            return False


class Cutter:
    """Cuts stencils out of a database of templates, for one target's way of storing values."""

    def __init__(self, source: Connection, metadata: MetaData, dialect):
        self.tables = case_tables(metadata)
        self.binds = {t.name: [bind_of(c, dialect) for c in t.columns] for t in metadata.sorted_tables}
        self.pointers = {t.name: [(c.name, named) for c in t.columns if (named := reference(c))] for t in self.tables}
        self.content = {t.name: source.execute(select(t)).all() for t in self.tables}
        self.stands = {row.id: Stand(*(getattr(row, name) for name in Stand._fields))
                       for row in source.execute(select(metadata.tables["trace_actor"]))}
        self.owners = self._owners()

    def _owners(self) -> dict[tuple[str, int], int]:
        """{(table, id): first case of the family}."""
        found = {(OWNER, row.id): row.chain_id for row in self.content[OWNER] if row.chain_id}
        for table in self.tables:
            if table.name != OWNER and counted(table) is not None:
                found |= {(table.name, row.id): owner for row in self.content[table.name] if (owner := self._owner(table, row, found))}
        return found

    def _owner(self, table: Table, row, known: dict) -> int | None:
        """The family that a row belongs to, by the first of its columns that names something of one."""
        pointers = ((named, getattr(row, name)) for name, named in self.pointers[table.name])
        return next((known[p] for p in pointers if p in known), None)

    def families(self) -> Iterator[Family]:
        """In the order of their first cases."""
        members: dict[int, dict[str, list]] = {}
        for table in self.tables:
            for row in self.content[table.name]:
                owner = row.chain_id if table.name == OWNER else self._owner(table, row, self.owners)
                if owner:
                    members.setdefault(owner, {}).setdefault(table.name, []).append(row)
        for _, rows in sorted(members.items()):
            yield self._family(rows)

    def of_the_house(self, table: Table) -> list:
        """Rows of a case's table that belong to no case: the house's own trace."""
        return [row for row in self.content[table.name] if table.name in HASHED and row.case_id == HOUSE]

    def _family(self, rows: dict[str, list]) -> Family:
        first = min(rows[OWNER], key=lambda row: row.id)
        ids = {t.name: [row.id for row in rows.get(t.name, ())] for t in self.tables if counted(t) is not None}
        numbers = sorted({row.number for found in rows.values() for row in found if getattr(row, "number", None)}, key=len, reverse=True)
        pattern = re.compile("|".join(["(" + "|".join(map(re.escape, numbers)), WORD, ID, INSTANT]) + ")")
        family = {i for found in ids.values() for i in found}
        traced = rows.get(TRACE, ())
        return Family(
            int(re.search(r"\d+", first.title).group()), first.opened_at, any(row.status == "running" for row in rows[OWNER]),
            {t.name: [self._row(t, row, pattern, family) for row in rows.get(t.name, ())] for t in self.tables if t.name not in HASHED},
            ids, [self._leaf(row, pattern) for row in sorted(traced, key=lambda row: (row.case_id, row.seq))], numbers,
            sum(row.done_at is None for row in rows.get("work_item", ())))

    def _row(self, table: Table, row, pattern: re.Pattern, family: set[int]) -> Row:
        binds, makers = self.binds[table.name], []
        for n, column in enumerate(table.columns):
            make = (_search_text(row, pattern, binds[n]) if column.name == "search_text" and table.name == OWNER
                    else _maker(column, row[n], pattern, binds[n], family))
            if make is not None:
                makers.append((n, make))
        return Row([None if v is None else bind(v) for v, bind in zip(row, binds)], makers)

    def _leaf(self, row, pattern: re.Pattern) -> Leaf:
        return Leaf(row.case_id, row.at, [(tag, Pieces(dumps(payload).decode(), pattern), self.stands[(*by, row.actor)[0]], (*by, row.actor)[0])
                                          for tag, payload, *by in row.content])


TRACE, HASHED = "trace_leaf", ("trace_leaf", "chain_head")


def bind_of(column: Column, dialect) -> Callable[[Any], Any]:
    """Python's value to the driver's."""
    return column.type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def trace(family: Family, copy: Copy) -> Iterator[tuple[dict, Head]]:
    """The leaves of a copy, chained anew: rows as Python values, each with the head after it."""
    heads: dict[int, Head] = {}
    for leaf in family.leaves:
        case_id = copy.ids[leaf.case_id]
        noted = [Noted(tag, payload.of(copy).encode(), stand, by) for tag, payload, stand, by in leaf.facts]
        row, heads[case_id] = compose(case_id, heads.get(case_id, START), copy.moved(leaf.at), noted)
        yield row, heads[case_id]
