"""Inputs for which a decision table has no row, or several: it stays publishable, but whoever publishes it should know."""
from collections.abc import Collection, Iterator

from app.definitions.checks.finding import Finding
from app.definitions.checks.whole import Whole
from app.engine.pieces import Kept

_kept = Kept()


def check(whole: Whole, names: Collection[str]) -> Iterator[Finding]:
    for id, (file, model) in whole.decisions.items():
        if file in names:
            yield from _kept.get((file, whole.files[file], id), lambda file=file, model=model, id=id: tuple(_reviewed(file, model, id)))


def _reviewed(file, model, id) -> Iterator[Finding]:
    for one in model.review(id):
        yield Finding("warning", file, id, f"table_{one.kind}", f"决策 {id}：{one.sentence}。")
