"""Writes docs/refused.md from the catalogue of rules and the table of limits: `.venv/bin/python -m docs.refusals`, from the project's folder."""
from pathlib import Path

from app.engine.checks.catalogue import RULES
from app.kernel.limits import PREFIX, TABLE

PAGE = Path(__file__).with_name("refused.md")
HEAD = """# What is refused · 拒收的规则

Written by `docs/refusals.py` from `app/engine/checks/catalogue.py` and `app/kernel/limits.py`; do not edit by hand.

An uploaded diagram is held against the schema of BPMN 2.0, then against the rules below: all at once, each problem with file, line,
element, rule and a sentence that says how to mend it. `python run.py simulate FILE`, `deploy`, the API and the workshop show the
same. The clause is of BPMN 2.0.2 (formal/2013-12-09); *profile* marks what is not BPMN's rule but what this engine needs or does not do.
Of a process that says it is not executable only BPMN's own rules are asked.

How strict: what BPMN says with MUST is a rule, also where other engines are lenient (an end event where there is a start event, no
gateway that neither joins nor splits). What editors write differently and BPMN means alike is not refused: the order of elements, flows
listed at their nodes or not at all, missing drawings, ids or documentation, other engines' extensions and attributes, expressions without
`xsi:type`, script tasks without a format, message events without an operation (`tests/engine/foreign_hands.py`).

Every rule is tried by invalid models with a valid twin: `tests/engine/refusals/`, more than six hundred. What means harm beyond single
rules is in `tests/attacks/`: files, diagrams that go wild as they run, FEEL, decision models, forms and answers, stored states, uploads
over HTTP, names and numbers in drawings, random damage. Attacks run in a process of their own with 1.5 GB of address space.

## Rules

| rule | clause | what it says |
|---|---|---|
"""
BOUNDS = """
## Limits

Settings, checked at start: a name or a number that cannot be meant stops it with a sentence. No limit can be switched off.

| setting | default | range | bounds |
|---|---|---|---|
"""


def page() -> str:
    rules = "".join(f"| `{code}` | {rule.clause} | {rule.english} |\n" for code, rule in RULES.items())
    bounds = "".join(f"| `{PREFIX}{name}` | {bound.default:,} | {bound.least:,}–{bound.most:,} | {bound.meaning} |\n" for name, bound in TABLE.items())
    return HEAD + rules + BOUNDS + bounds


if __name__ == "__main__":
    PAGE.write_text(page())
