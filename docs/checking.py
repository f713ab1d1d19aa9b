"""Writes docs/checks.md from the tables of lint rules and of the statutes' order: `.venv/bin/python -m docs.checking`, from the project's folder."""
from pathlib import Path

from app.acts import precedence
from app.acts.catalogue import ACTS
from app.definitions.checks.lint import BPMNLINT, HOUSE

PAGE = Path(__file__).with_name("checks.md")
THEIR_WARNINGS = {"fake-join", "global", "no-inclusive-gateway", "no-overlapping-elements", "superfluous-gateway", "superfluous-termination"}
HEAD = """# What the workshop checks · 检查的规则

Written by `docs/checking.py` from `app/definitions/checks/lint/rules.py` and `app/acts/precedence.py`; do not edit by hand.

What keeps a file from running is in [refused.md](refused.md). Beyond that a file in the workshop is checked by the rules below. An *error*
stops publication, a *warning* and a *hint* do not. What the engine says of a place is not said again by lint.

## Good drawing: the rules that bpmnlint recommends

Written anew in Python and held against bpmnlint 11 itself, over hundreds of diagrams, ours, foreign and damaged
(`tests/definitions/checks/test_bpmnlint.py`).

| rule | bpmnlint | here | why it is weighed otherwise |
|---|---|---|---|
"""
OURS = """
## Good drawing: the house's own

| rule | here | what it says |
|---|---|---|
"""
SOUND = """
## Soundness

All positions of the tokens are played, each scope by itself, every branch possible (`app/definitions/checks/soundness`). Each finding
brings the way that leads there.

| code | here | what it says |
|---|---|---|
| `deadlock` | error | a join waits for a token that cannot come |
| `lack-of-synchronisation` | error | two tokens may be at one node at once |
| `never-ends` | error | from here no end is reached |
| `never-reached` | warning | no token comes here, though flows lead here |
| `improper-completion` | hint | a terminating end is reached while others still have something to do |
| `soundness-unexamined` | hint | what was not examined, or not whole, and why |

## The order of acts

On every way to an act, through sub-processes and called processes. *always*: an error where a way lacks it. *runtime*: the facts of the
case decide; a way round it is lawful where one of *asked by* comes before, which is told as a hint (the guard asks at run time), else an
error. *guard*: only the guard can tell. *anew after*: has to be done again once that has been done. What is marked 样例 we have not read in the
law itself; the finding says so and is a warning.

| act | comes after one of | when | asked by | anew after | article |
|---|---|---|---|---|---|
"""
REST = """
## Who must be someone else

| act | not who performed | article |
|---|---|---|
{separations}
## Whose post it is

| act | posts | article |
|---|---|---|
{duties}
## Which term binds it

| act | deadline codes | article |
|---|---|---|
{terms}"""


def page() -> str:
    return HEAD + "".join(map(_bpmnlint, BPMNLINT)) + OURS + "".join(f"| `{c}` | {r.level} | {r.why} |\n" for c, r in HOUSE.items()) + SOUND \
        + "".join(map(_requirement, precedence.REQUIREMENTS)) + REST.format(
            separations="".join(f"| {_act(s.act)} | {_acts(s.others)} | {_article(s)} |\n" for s in precedence.SEPARATIONS),
            duties="".join(f"| {_act(d.act)} | {', '.join(sorted(d.roles))} | {_article(d)} |\n" for d in precedence.DUTIES),
            terms="".join(f"| {_act(t.act)} | {', '.join(t.codes)} | {_article(t)} |\n" for t in precedence.TERMS))


def _bpmnlint(code: str) -> str:
    rule = BPMNLINT[code]
    return f"| `{code}` | {'warning' if code in THEIR_WARNINGS else 'error'} | {rule.level or 'off'} | {rule.why} |\n"


def _requirement(need: precedence.Requirement) -> str:
    return f"| {_act(need.act)} | {_acts(need.needs)} | {need.when} | {', '.join(need.asks)} | {', '.join(need.since)} | {_article(need)} |\n"


def _act(code: str) -> str:
    return f"{ACTS[code].name} `{code}`"


def _acts(codes: tuple[str, ...]) -> str:
    return "、".join(ACTS[code].name for code in codes)


def _article(rule) -> str:
    return rule.article + ("（样例）" if rule.status == precedence.CHECK else "")


if __name__ == "__main__":
    PAGE.write_text(page())
