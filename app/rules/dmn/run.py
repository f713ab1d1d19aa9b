"""One decide(): a FEEL evaluation that also remembers what was decided and which rows fired."""
from collections.abc import Mapping

from app.rules.dmn.errors import DmnError
from app.rules.feel import limits
from app.rules.feel.errors import FeelError
from app.rules.feel.runtime import Env

FUEL = 2 * limits.FUEL


class Run(Env):
    """`inputs`: what the host handed in. `decided`: {decision id: value}. `open`: ids being decided, to see circles."""

    __slots__ = ("inputs", "decided", "open", "fired", "trail")

    def __init__(self, inputs: Mapping, *, strict: bool, now=None):
        super().__init__([], strict=strict, now=now, fuel=FUEL)
        self.inputs, self.decided, self.open, self.fired, self.trail = inputs, {}, (), {}, []

    def note_fired(self, table: str, rules: tuple[str, ...]) -> None:
        self.fired[table] = self.fired.get(table, ()) + rules

    def inside(self, scopes: list, action, *args):
        """The action's result, with these scopes in place of the present ones."""
        outer, self.scopes = self.scopes, scopes
        try:
            return action(self, *args)
        finally:
            self.scopes = outer


    def apart(self, inputs: Mapping, decided: dict, action):
        """The action's result in a room of its own: other inputs, other decisions, the same budget and trace."""
        outer = self.inputs, self.decided, self.open, self.scopes
        self.inputs, self.decided, self.open, self.scopes = inputs, decided, (), []
        try:
            return action()
        finally:
            self.inputs, self.decided, self.open, self.scopes = outer


class Expression:
    """A FEEL expression or cell of the model: its errors name the element. A syntax error is kept, and raised when it is run."""

    __slots__ = ("compiled", "element", "fault", "source")

    def __init__(self, prepare, source: str, known: tuple[str, ...], element: str | None):
        self.element, self.source, self.fault, self.compiled = element, source, None, None
        try:
            self.compiled = prepare(source, known)
        except FeelError as error:
            self.fault = located(error, element)

    def __call__(self, run: Run, *args):
        if self.fault:
            raise self.fault.again()
        try:
            return self.compiled.run(run, *args)
        except FeelError as error:
            raise located(error, self.element) from error


def located(error: FeelError, element: str | None) -> DmnError:
    return DmnError(str(error), element=element, code="err_expression", position=error.position)
