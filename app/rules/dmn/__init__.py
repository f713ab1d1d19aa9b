"""DMN 1.x: decision tables with every hit policy, boxed expressions, required decisions, business knowledge models.

    model = dmn.load(xml)                       # raises DmnError: not XML, not DMN, a table that cannot be one
    model.problems                              # expressions that do not parse, requirements that lead nowhere
    model.decide("D01_triage_route", inputs, strict=True).value
"""
from app.rules.dmn.errors import DmnError
from app.rules.dmn.model import Decision, Model

__all__ = ["Decision", "DmnError", "Model", "load"]


def load(xml: bytes | str) -> Model:
    """The model, every expression of it parsed once. Raises DmnError that names the element."""
    return Model(xml)
