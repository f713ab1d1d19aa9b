"""Everything that is wrong with the files of a bundle together: what the engine refuses, what BPMN's good practice and ours say of the
drawing, whether control flow is sound, whether the order of acts is lawful, whether every name stands for something.

`inspect` is asked while somebody draws: what depends on one file alone is kept by its content (engine/pieces.py, `Kept` in the
modules), so that a change costs only what it touches. A check is `check(whole, names) -> findings`: `whole` gives all files parsed,
`names` the files whose findings are wanted.
"""
from collections.abc import Collection, Iterable, Mapping

from app.definitions.checks import foreign, forms, inputs, lint, references, soundness, statutory, tables, typing
from app.definitions.checks.finding import LEVELS, Finding, Fix, found, of_json
from app.definitions.checks.whole import Whole
from app.definitions.known import NOTHING, Known

__all__ = ["Finding", "Fix", "Whole", "errors", "inspect", "of_json", "runnable"]

QUICK = (references.check, lint.check, soundness.check, statutory.check, foreign.check)
SLOW = (tables.check, typing.expression_findings, inputs.check, forms.form_findings)
MANY = 100      # errors that are mended first, before data are followed through what is so far from running


def inspect(files: Mapping[str, bytes], known: Known = NOTHING, *, only: Collection[str] | None = None,
            quick: bool = False) -> list[Finding]:
    """Errors first. `only`: names of the files whose findings are wanted. Those of no file, and an unlawful order of acts, which is of all
    files together, are told in any case. `quick`: without what has to follow data through all processes."""
    names = set(files) if only is None else set(only)
    whole = Whole(files, known)
    said = [found(p) for p in whole.problems]
    for check in QUICK:
        said += check(whole, names)
    for check in () if quick or len(errors(said)) > MANY else SLOW:
        said += check(whole, names)
    wanted = (f for f in said if f.file in names or f.file not in files or f.code.startswith("law-"))
    return sorted(_once(wanted), key=lambda f: (LEVELS.index(f.level), f.file))


def runnable(files: Mapping[str, bytes], known: Known = NOTHING) -> list[Finding]:
    """Only what keeps the files from running, and what the tables leave open: for whoever publishes without the workshop's knowledge."""
    whole = Whole(files, known)
    return [*map(found, whole.problems), *references.check(whole, set(files)), *tables.check(whole, set(files))]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop publication."""
    return [f for f in findings if f.level == "error"]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list({(f.file, f.element, f.code, f.sentence): f for f in findings}.values())
