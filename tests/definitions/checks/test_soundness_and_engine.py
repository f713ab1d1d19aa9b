"""What is called sound never gets stuck in the engine, and what is called unsound does: random small diagrams, walked at random."""
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from app.definitions.checks import diagram
from app.definitions.checks.soundness import of_diagram
from app.engine.contract import Submit
from tests.engine.diagram import end, flow, process, start, user
from tests.engine.driver import Run
from tests.engine.test_random import diagrams

WALKS, STEPS = 40, 60
KINDS = ("exclusive", "parallel", "inclusive")


class Patchwork:
    """Blocks of a split, some branches and a join, whose kinds need not fit; and loops. Behind every gateway stands a task."""

    def __init__(self, seed: int):
        self.dice, self.number, self.parts, self.choices = Random(seed), 0, [], []

    def id(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def block(self, depth: int) -> tuple[str, str]:
        """(first node, last node)"""
        kind = self.dice.choice(["task", "pair", "branches", "branches", "loop"]) if depth else "task"
        return getattr(self, "_" + kind)(depth - 1)

    def _task(self, _depth: int) -> tuple[str, str]:
        id = self.id("u")
        self.parts.append(user(id))
        return id, id

    def _pair(self, depth: int) -> tuple[str, str]:
        (a, b), (c, d) = self.block(depth), self.block(depth)
        self.parts.append(flow(b, c))
        return a, d

    def _gateway(self, kind: str) -> str:
        id = self.id("g")
        default = f' default="{id}_default"' if kind != "parallel" else ""
        self.parts.append(f'<{kind}Gateway id="{id}"{default}/>')
        return id

    def _out(self, gateway: str, kind: str, targets: list[str]) -> None:
        """One flow after the other; the choice of a gateway is a variable of its own."""
        for n, target in enumerate(targets[:-1]):
            name = f"{gateway}_{n}"
            self.choices.append(name)
            self.parts.append(flow(gateway, target, when=f"{name} = true" if kind != "parallel" else None))
        self.parts.append(flow(gateway, targets[-1], id=f"{gateway}_default" if kind != "parallel" else None))

    def _join(self, kind: str) -> str:
        id = self.id("j")
        self.parts.append(f'<{kind}Gateway id="{id}"/>')
        return id

    def _branches(self, depth: int) -> tuple[str, str]:
        kind = self.dice.choice(KINDS)
        other = kind if self.dice.random() < 0.6 else self.dice.choice(KINDS)
        split, join, after = self._gateway(kind), self._join(other), self.id("u")
        ways = [self.block(depth) for _ in range(self.dice.choice([2, 2, 3]))]
        self._out(split, kind, [first for first, _last in ways])
        self.parts += [flow(last, join) for _first, last in ways] + [user(after), flow(join, after)]
        return split, after

    def _loop(self, depth: int) -> tuple[str, str]:
        merge, kind = self._join(self.dice.choice(["exclusive"] * 5 + ["parallel"])), self.dice.choice(["exclusive"] * 5 + ["parallel"])
        split, again, out, (first, last) = self._gateway(kind), self.id("u"), self.id("u"), self.block(depth)
        before = self.id("u")
        self.parts += [user(again), user(out), user(before), flow(before, merge, first), flow(last, split), flow(again, merge)]
        self._out(split, kind, [again, out])
        return before, out

    def drawn(self) -> bytes:
        first, last = self.block(2)
        return process(start(), end(), *self.parts, flow("s", first), flow(last, "e"))


def walk(content: bytes, choices: list[str], seed: int) -> set[str]:
    """{"stuck": nothing is open and it has not ended; "twice": a task is open twice; "ended"}"""
    dice = Random(seed)
    chosen = lambda: {name: dice.random() < 0.5 for name in choices}     # noqa: E731 because it is said once and used twice
    run, seen = Run(content, data=chosen()), set()
    for _step in range(STEPS):
        nodes = [t.node for t in run.standing.tasks]
        if len(nodes) != len(set(nodes)):
            return seen | {"twice"}
        if run.status != "running":
            return seen | {"ended"}
        if not nodes:
            return seen | {"stuck"}
        run.do(Submit(dice.choice(run.standing.tasks).id, chosen()))
    return seen


SEEDS = range(160)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_checker_and_the_engine_agree(seed):
    work = Patchwork(seed)
    content = work.drawn()
    said = {f.code for f in of_diagram(diagram.read("p.bpmn", content)) if f.level == "error"}
    seen: set[str] = set()
    for number in range(WALKS if said else WALKS // 4):
        seen |= walk(content, work.choices, number)
        if said and seen & {"stuck", "twice"}:
            break
    if said:
        assert seen & {"stuck", "twice"} or said == {"never-ends"}, (said, seen)
    else:
        assert not seen & {"stuck", "twice"}, seen


def test_the_patchwork_is_of_both_kinds():
    said = [bool([f for f in of_diagram(diagram.read("p.bpmn", Patchwork(seed).drawn())) if f.level == "error"]) for seed in SEEDS]
    assert 30 < sum(said) < len(said) - 30


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(diagrams())
def test_diagrams_that_are_sound_by_construction_are_called_sound(content):
    """Those of the engine's own random tests, which all end: events, sub-processes, loops, transactions."""
    assert [f.sentence for f in of_diagram(diagram.read("p.bpmn", content)) if f.level == "error"] == []
