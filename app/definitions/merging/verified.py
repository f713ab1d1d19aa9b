"""What was put together passes what each side passed."""
from app.engine import check_files
from app.forms import schema


def new_fault(kind: str, content: bytes, *sides: bytes) -> str | None:
    """A sentence about an error that none of the sides has; None if there is none."""
    known = {error for side in sides for error in _errors(kind, side)}
    return next((sentence for error, sentence in _errors(kind, content).items() if error not in known), None)


def _errors(kind: str, content: bytes) -> dict[tuple, str]:
    """{what and where: sentence}"""
    if kind == "test":
        return {}
    if kind == "form":
        try:
            schema.load(content)
        except schema.FormError as error:
            return {(getattr(p, "element", None), str(p)): str(p) for p in error.problems}
        return {}
    return {(p.code, p.element): p.sentence for p in check_files({f"merged.{kind}": content}) if p.level == "error"}
