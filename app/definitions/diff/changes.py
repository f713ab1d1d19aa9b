"""What a comparison tells: changes, each with its details and a sentence. Plain data, the same for diagrams, tables, forms and tests."""
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
WORDS = {ADDED: "新增", REMOVED: "删去", CHANGED: "修改", MOVED: "移动"}
LONGEST = 60        # of a value quoted in a sentence; the page shows it whole


@dataclass(frozen=True)
class Detail:
    """One thing about a unit, as people call it, before and after. None: it was not, or is no longer, there. `place`: which cell of a table."""

    label: str
    old: str | None
    new: str | None
    place: str = ""

    @property
    def sentence(self) -> str:
        if self.old is None or self.new is None:
            value = _short(self.new if self.old is None else self.old)
            return ("加上" if self.old is None else "去掉") + self.label + (f"“{value}”" if value else "")
        return f"{self.label}由“{_short(self.old)}”改为“{_short(self.new)}”"


@dataclass(frozen=True)
class Change:
    """One unit that differs. `id` in the newer version, in the older one if it was removed; `old_id` where the two differ.
    `minor`: follows from another change (the line to a removed task), or is layout only."""

    kind: str
    id: str
    what: str
    name: str
    details: tuple[Detail, ...] = ()
    old_id: str | None = None
    minor: bool = False
    note: str = ""

    @property
    def before_id(self) -> str:
        return self.old_id or self.id

    @property
    def title(self) -> str:
        return f"{self.what}“{self.name}”" if self.name else self.what

    @property
    def sentence(self) -> str:
        """新增人工任务“复核”。 / 人工任务“签发”：岗位由“队长”改为“常务副队长”。"""
        note = f"（{self.note}）" if self.note else ""
        if self.kind in (ADDED, REMOVED):
            return f"{WORDS[self.kind]}{self.title}{note}。"
        if self.kind == MOVED and not self.details:
            return f"{self.title}：只移动了位置{note}。"
        return f"{self.title}：{'；'.join(d.sentence for d in self.details)}{note}。"


@dataclass(frozen=True)
class Diff:
    """Two versions of a file. `state`: same, changed, added (there was none before), removed. `unreadable`: why they could not be compared by
    meaning; their lines still can."""

    changes: tuple[Change, ...] = ()
    state: str = CHANGED
    unreadable: str | None = None

    @property
    def major(self) -> list[Change]:
        return [c for c in self.changes if not c.minor]

    @property
    def minor(self) -> list[Change]:
        return [c for c in self.changes if c.minor]

    @property
    def counts(self) -> dict[str, int]:
        """{added: n …} of what is not minor, in this order, without zeros."""
        found = Counter(c.kind for c in self.changes if not c.minor)
        return {kind: found[kind] for kind in WORDS if found[kind]}

    @cached_property
    def old_marks(self) -> dict[str, str]:
        """{unit: kind of change} as the older version shows it: elements of the drawing, fields of the preview."""
        return {c.before_id: c.kind for c in self.changes if c.kind != ADDED}

    @cached_property
    def new_marks(self) -> dict[str, str]:
        """The same as the newer version shows it."""
        return {c.id: c.kind for c in self.changes if c.kind != REMOVED}

    @property
    def brief(self) -> str:
        """新增 2，修改 3 — for a line in a list."""
        if self.state in (ADDED, REMOVED):
            return {ADDED: "新文件", REMOVED: "删去文件"}[self.state]
        if self.unreadable:
            return "读不懂，只能逐行比较"
        counted = "，".join(f"{WORDS[kind]} {n}" for kind, n in self.counts.items())
        return counted or ("只有连带或排版变化" if self.changes else "内容没有变化")


def details(old: dict, new: dict) -> tuple[Detail, ...]:
    """What differs between two sets of facts, {label: (value to compare, value to show)}, in the order of the older one, then of the newer."""
    found = []
    for label in dict.fromkeys([*old, *new]):
        before, after = old.get(label), new.get(label)
        if (before and before[0]) != (after and after[0]):
            found.append(Detail(label, before and before[1], after and after[1]))
    return tuple(found)


def _short(value: str | None) -> str:
    flat = " ".join((value or "").split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST] + "…"
