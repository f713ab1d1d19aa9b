"""Is the order of acts lawful: on every way to an act, through sub-processes and called processes, what it legally needs comes before it;
who must be someone else is; whose post it is; which term binds it. What the law asks is data (`Known.precedence`); each finding names
its article, and says where only the guard of the act can know at run time.

These are properties of the bundle as a whole: whoever takes the notice out of one diagram makes the decision in another unlawful.
"""
import re
from collections import Counter
from collections.abc import Collection, Iterator

from app.definitions.checks.diagram import Node
from app.definitions.checks.facts import Analysis, begins, way_round
from app.definitions.checks.finding import Finding, Fix
from app.definitions.checks.whole import Whole
from app.definitions.known import Requirement, Separation
from app.engine.pieces import Kept

ASSIGNED = re.compile(r'\b([^\W\d]\w*)\s*:\s*deadline\(\s*"([^"]{1,60})"')
SAMPLE = "（样例，请本地核实）"
Set = tuple[tuple[str, ...], tuple[str, ...]]       # one of these acts or decisions, since the last of those
MOST = 100              # findings of one file
_kept = Kept(32)


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Hints only for `names`, all else wherever it is."""
    if not whole.known.precedence.requirements:
        return
    key = (whole.known, frozenset(whole.diagrams.items()))
    small = all(diagram.is_small for diagram in whole.diagrams.values())
    for finding in _kept.get(key, lambda: tuple(Law(whole).findings()), small):
        if finding.file in names or finding.level != "hint":
            yield finding


class Law:
    """Bits of the analysis: one for each set of acts that a requirement needs or asks by, one for each task that a separation bars."""

    def __init__(self, whole: Whole):
        self.whole, self.known = whole, whole.known
        self.law = self.known.precedence
        self.tasks = {node: file for file, node in whole.nodes() if _act(node) and node.scope.runs}
        sets = {s for r in self.law.requirements for s in (_set(r), _set(r, asked=True))}
        self.bit = {s: 1 << n for n, s in enumerate(sorted(sets))}
        barring = {act for s in self.law.separations for act in s.others}
        self.barred = {node: 1 << (len(self.bit) + n) for n, node in enumerate(t for t in self.tasks if t.properties["act"] in barring)}
        scopes = {id: scope for id, (_file, scope) in whole.processes.items()}
        self.analysis = Analysis(scopes, self.gains, (1 << (len(self.bit) + len(self.barred))) - 1).run()
        self.certain, self.possible = self.analysis.facts.certain, self.analysis.facts.possible
        self.set_by = {name: code for _file, n in whole.nodes() if n.kind == "scriptTask" for name, code in ASSIGNED.findall(_all_text(n))}

    def gains(self, node: Node) -> tuple[int, int]:
        """What the node brings about, and what has to be done anew after it."""
        done = {_act(node), (node.decides or "").split("_")[0]} - {""}
        fresh, stale = self.barred.get(node, 0), 0
        for (acts, since), bit in self.bit.items() if done else ():
            fresh |= bit if done & set(acts) else 0
            stale |= bit if done & set(since) else 0
        return fresh, stale

    def findings(self) -> Iterator[Finding]:
        count: Counter = Counter()
        for task, file in self.tasks.items():
            for rule in (self._order, self._separation, self._duty, self._term) if task in self.certain and count[file] < MOST else ():
                for finding in rule(task, file):
                    count[file] += 1
                    yield finding

    # ---- order --------------------------------------------------------------------------------------------------------
    def _order(self, task: Node, file: str) -> Iterator[Finding]:
        for need in self.law.requirements:
            if need.act != _act(task) or self.certain[task] & self.bit[_set(need)]:
                continue
            settled = need.when == "guard" or need.asks and self.certain[task] & self.bit[_set(need, asked=True)]
            offered = self.possible[task] & self.bit[_set(need)]
            if need.when == "guard" or need.when == "runtime" and offered and (settled or not need.asks):
                yield self._left_to_guard(task, file, need)
            elif need.when == "runtime":
                yield self._bypassed(task, file, need, bool(offered))
            else:
                yield self._out_of_order(task, file, need)

    def _left_to_guard(self, task: Node, file: str, need: Requirement) -> Finding:
        sentence = f"{self._title(task)}：{need.sentence}图里有一条路不经过{self._acts(need.needs)}，要不要经过，看案情；运行时由守卫把关。"
        return _finding("hint", file, task, "law-guard", sentence, need)

    def _bypassed(self, task: Node, file: str, need: Requirement, offered: bool) -> Finding:
        what = self._acts(need.needs)
        how = (f"图里有一条路既不经过{what}，也没有先判定要不要" if offered else f"图里没有一条路经过{what}，应当办的案件会被守卫拦在这里，办不下去")
        return _finding(_level(need.status), file, task, "law-bypass", f"{self._title(task)}：{need.sentence}{how}。", need,
                        more=self._way(task, _set(need, asked=True)))

    def _out_of_order(self, task: Node, file: str, need: Requirement) -> Finding:
        sentence = f"{self._title(task)}：{need.sentence}图里有一条路到这里还没有{self._since(need)}{self._acts(need.needs)}{self._caller(task, need)}。"
        return _finding(_level(need.status), file, task, "law-order", sentence, need, more=self._way(task, _set(need)))

    def _way(self, task: Node, wanted: Set) -> tuple[str, ...]:
        """A way to the task, inside its own scope, on which this is not done."""
        bit = self.bit[wanted]
        return tuple(way_round(begins(task.scope), task, lambda node: bool(self.analysis.effects(node)[0].fresh & bit)))

    def _caller(self, task: Node, need: Requirement) -> str:
        """Names the call by which the process is entered too early, if there is one."""
        early = [n for n in self.analysis.callers.get(task.scope.process.id, ()) if not self.certain[n] & self.bit[_set(need)]]
        return f"（由“{early[0].scope.process.element.get('name') or early[0].scope.process.id}”的“{early[0].title}”调用时）" if early else ""

    # ---- who ----------------------------------------------------------------------------------------------------------
    def _separation(self, task: Node, file: str) -> Iterator[Finding]:
        barred = [b.strip() for b in (task.properties.get("not_actor_of") or "").split(",") if b.strip()]
        for rule in self.law.separations:
            if rule.act == _act(task):
                lacking = [n for n in self._before(task, rule) if n.id not in barred]
                if lacking:
                    yield self._not_separate(task, file, rule, lacking, barred)

    def _before(self, task: Node, rule: Separation) -> list[Node]:
        """Tasks of the acts to be kept apart that may have been done in the case when it comes to this one."""
        return [n for n, bit in self.barred.items() if n is not task and _act(n) in rule.others and self.possible[task] & bit]

    def _not_separate(self, task: Node, file: str, rule: Separation, lacking: list[Node], barred: list[str]) -> Finding:
        ids = list(dict.fromkeys([*barred, *(n.id for n in lacking)]))
        names = "、".join(dict.fromkeys(f"“{n.title}”" for n in lacking))
        return _finding(_level(rule.status), file, task, "law-separation", f"{self._title(task)}：{rule.sentence}这里没有写明要回避{names}的经办人。", rule,
                        fix=Fix(f"回避{names}的经办人", (("property", task.id, "not_actor_of", ",".join(ids)),)))

    def _duty(self, task: Node, file: str) -> Iterator[Finding]:
        roles = [r for r in (task.properties.get("role") or "").split("|") if r in self.known.roles]
        for duty in self.law.duties:
            strange = [r for r in roles if r not in duty.roles]
            if duty.act == _act(task) and strange:
                left = [r for r in roles if r in duty.roles] or sorted(duty.roles)
                names, wanted = ("、".join(self.known.roles.get(r, r) for r in rs) for rs in (strange, left))
                yield _finding(_level(duty.status), file, task, "law-duty", f"{self._title(task)}：{duty.sentence}现在写的岗位有{names}，会被守卫拦住。", duty,
                               fix=Fix(f"改由{wanted}办理", (("property", task.id, "role", "|".join(left)),)))

    # ---- until when ---------------------------------------------------------------------------------------------------
    def _term(self, task: Node, file: str) -> Iterator[Finding]:
        for term in self.law.terms:
            if term.act == _act(task) and not any(self._bound(t, term.codes) for t in self._alike(task)):
                figure = next((self.known.deadlines[c] for c in term.codes if c in self.known.deadlines), None)
                fix = Fix(f"时限按“{figure.name}”计", (("property", task.id, "deadline", f'deadline("{figure.code}")'),)) if figure else None
                sentence = f"{self._title(task)}：{term.sentence}任务的时限、边界定时和前面的定时都没有用到期限 {'、'.join(term.codes)}。"
                yield _finding("warning", file, task, "law-term", sentence, term, fix=fix)

    def _alike(self, task: Node) -> list[Node]:
        """The tasks of the same act in the same process: several ways of doing one thing have one term."""
        return [t for t in self.tasks if _act(t) == _act(task) and t.scope.process is task.scope.process]

    def _bound(self, task: Node, codes: tuple[str, ...]) -> bool:
        timers = [n for n in (*task.boundary, *(f.source for f in task.incoming)) if "timer" in n.events]
        source = " ".join([task.properties.get("deadline") or "", *(_all_text(t) for t in timers)])
        used = set(re.findall(r'"([^"]{1,60})"', source))
        used |= {self.set_by[name] for name in re.findall(r"[^\W\d]\w*", source) if name in self.set_by}
        return bool(used & set(codes))

    # ---- words --------------------------------------------------------------------------------------------------------
    def _title(self, task: Node) -> str:
        info = self.known.acts.get(_act(task))
        return f"“{task.title}”" + (f"（{info.name}）" if info and info.name != task.title else "")

    def _since(self, need: Requirement) -> str:
        return f"在{self._acts(need.since)}之后重新" if need.since and need.since[0] in self.known.acts else ""

    def _acts(self, codes: tuple[str, ...]) -> str:
        return "或者".join(f"“{self.known.acts[c].name}”" if c in self.known.acts else f"“{c}”" for c in codes)


def _set(need: Requirement, asked: bool = False) -> Set:
    return (*need.needs, *need.asks) if asked else need.needs, need.since


def _act(node: Node) -> str:
    return node.properties.get("act") or "" if node.kind == "userTask" else ""


def _level(status: str) -> str:
    return "error" if status == "sure" else "warning"


def _finding(level: str, file: str, task: Node, code: str, sentence: str, rule, fix: Fix | None = None, more: tuple[str, ...] = ()) -> Finding:
    told = sentence + (SAMPLE if rule.status == "check" else "")
    return Finding(level, file, task.id, code, told, line=task.element.sourceline, article=rule.article, fix=fix, more=more)


def _all_text(node: Node) -> str:
    return " ".join(part for e in node.element.iter() for part in (e.text or "", *e.attrib.values()) if part)
