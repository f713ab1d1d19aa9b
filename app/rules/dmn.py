"""DMN decisions: tables with every hit policy, boxed expressions, required decisions, business knowledge models."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.rules import _core, _dmn
from app.rules._dmn import DmnError


@dataclass(frozen=True)
class Decision:
    """`value`; `fired`: {decision id: (rule ids …)} for every table that ran; `trail`: [(decision id, value)], in order."""

    value: Any
    fired: dict[str, tuple[str, ...]]
    trail: list[tuple[str, Any]]


class Model:
    def __init__(self, xml: bytes):
        self._xml = xml
        try:
            self._model = _dmn.Model(xml)
            self._model.check()
        except (etree.XMLSyntaxError, ValueError, _core.FeelError) as error:
            raise DmnError(str(error)) from error

    def decide(self, name_or_id: str, inputs: Mapping, *, strict: bool = False) -> Decision:
        model = _dmn.Model(self._xml, engine=_dmn.Engine(strict=strict), strict=strict, open_scope=True)
        element = model.by_id.get(name_or_id)
        name = element.get("name") if element is not None else name_or_id
        value = model.decide(name, inputs)
        return Decision(value, model.fired, model.trail)


def load(xml: bytes) -> Model:
    """The model, every expression of it parsed. Raises DmnError that names the element."""
    return Model(xml)
