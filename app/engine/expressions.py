"""Every place where a diagram computes something ends here, in FEEL, strict. SpiffWorkflow's own Python evaluation is shut."""
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from inspect import signature
from typing import Any

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from app.engine.contract import EngineError, Functions
from app.rules import feel

PLAIN = (str, bool, int, type(None), datetime, date, time, timedelta, feel.Months)


LARGEST = 2**63 - 1     # of a whole number in the stored state
DIALECT = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\'"\\\\]*\'|==|\b(?:True|False)\b')
DIALECT_WORDS = {"==": "=", "True": "true", "False": "false"}
ASSIGNMENT = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)\s*(\S.*?)\s*")


class Failure(Exception):
    """Something at one element could not be done: the element is parked as an incident, everything else goes on."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class Expression:
    """A checked FEEL expression. `source` as written, `names` the variables it reads."""

    __slots__ = ("source", "names", "_run")

    def __init__(self, source: str):
        self.source = source
        compiled = _compile(source[1:].strip() if source.startswith("=") else source)
        self.names, self._run = compiled.names, compiled

    def __call__(self, scopes: list[Mapping], now: datetime, *, strict: bool = True, spent=None) -> Any:
        """The FEEL value over the scopes, outermost first; `spent` is told what it cost. Raises Failure(err_expression)."""
        try:
            return self._run(scopes, strict=strict, now=now, spent=spent)
        except feel.FeelError as error:
            raise Failure("err_expression", f"{error}。") from error


class Missing(Failure):
    """A data element that has no value."""


class Variable(Expression):
    """A data element named by a reference: its name need not be one that FEEL could read."""

    __slots__ = ()

    def __init__(self, name: str):
        self.source, self.names, self._run = name, frozenset((name,)), None

    def __call__(self, scopes: list[Mapping], now: datetime, *, strict: bool = True, spent=None) -> Any:
        """Raises Missing."""
        for layer in reversed(scopes):
            if self.source in layer:
                return layer[self.source]
        raise Missing("err_missing_input", f"数据 {self.source} 还没有值。")


def _compile(source: str) -> feel.Compiled:
    """FEEL; a source that is none, but is once its `==`, `True`, `False` and 'texts' are written as FEEL has them, is taken as that.

    Diagrams drawn for SpiffWorkflow compare like this, and it means the same. Where something is called nothing is read kindly.
    """
    try:
        return feel.compile(source)
    except feel.FeelSyntaxError:
        other = DIALECT.sub(lambda found: in_feel(found[0], "(" in source), source)
        if other == source:
            raise
        return feel.compile(other)


def in_feel(word: str, calls: bool) -> str:
    return f'"{word[1:-1]}"' if word.startswith("'") and not calls else DIALECT_WORDS.get(word, word)


def as_context(script: str) -> str:
    """A script that consists of lines `name = value` says the same as the FEEL context of these entries; any other is left as it is."""
    lines = [line for line in re.split(r"[;\n]", script) if line.strip()]
    found = [ASSIGNMENT.fullmatch(line) for line in lines]
    if not lines or not all(found):
        return script
    return "{" + ", ".join(f"{one[1]}: {one[2]}" for one in found) + "}"


def truth(value: Any, source: str) -> bool:
    """A condition must give true or false: null is a mistake in the diagram and not a no."""
    if isinstance(value, bool):
        return value
    raise Failure("err_condition", f"条件 {source} 的结果是 {plain(value)!r}，应为 true 或 false。")


def plain(value: Any, depth: int = 0) -> Any:
    """A FEEL value as data to keep: whole numbers as int, other numbers as Decimal, dates and durations as they are."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Failure("err_data", f"{value} 不是数。")
        return int(value) if abs(value) < 10**15 and value == value.to_integral_value() else value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, PLAIN):
        if isinstance(value, int) and abs(value) > LARGEST:
            raise Failure("err_data", f"整数有 {value.bit_length()} 位二进制数，太大了。")
        return value
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    if depth > 40:
        raise Failure("err_data", "数据嵌套过深。")
    if isinstance(value, Mapping):
        return {_key(k): plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v, depth + 1) for v in value]
    raise Failure("err_data", f"{type(value).__name__} 不能作为流程数据。")


def _text(value: str) -> str:
    """Text that can be stored: no null, which databases refuse, and no half of a character."""
    if "\0" in value:
        raise Failure("err_data", "文字里有空字符（\\u0000）。")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Failure("err_data", "文字里有不完整的字符。") from error
    return value


def _key(key: Any) -> str:
    if not isinstance(key, str) or key.startswith("\x01"):
        raise Failure("err_data", f"{str(key)[:40]!r} 不能作为数据的名称。")
    return _text(key)


def outgoing(value: Any) -> Any:
    """Data that leave the instance for the host's JSON: durations as ISO 8601 text, the rest as it is kept."""
    if isinstance(value, dict):
        return {k: outgoing(v) for k, v in value.items()}
    if isinstance(value, list):
        return [outgoing(v) for v in value]
    return feel.to_host(value) if isinstance(value, (timedelta, feel.Months)) else value


def incoming(value: Any) -> Any:
    """Data that a command brings, as data to keep. Raises EngineError(bad_data)."""
    try:
        return plain(value)
    except Failure as failure:
        raise EngineError(failure.sentence, code="bad_data") from failure


class Lent(dict):
    """What the host lends to every expression: `case`, and its functions by their own parameter names. A function is made ready
    when an expression first asks for it: most commands need none, and reading a signature costs as much as a step."""

    def __init__(self, functions: Functions, case: Any):
        super().__init__({} if case is None else {"case": case})
        self.functions = functions

    def get(self, name, default=None):
        if name not in self and name in self.functions:
            call = self.functions[name]
            self[name] = feel.function(call, list(signature(call).parameters))
        return super().get(name, default)


class ClosedEnvironment(BasePythonScriptEngineEnvironment):
    """The library's last door to Python: some of its classes call it past the script engine. Nobody passes."""

    def evaluate(self, *_args, **_kwargs):
        raise EngineError("此处不执行 Python。", code="closed")

    execute = call_service = evaluate


class FeelEngine(PythonScriptEngine):
    """The library's script engine with FEEL inside: checks with FEEL, evaluates over our scopes, executes nothing."""

    def __init__(self):
        super().__init__(environment=ClosedEnvironment())

    def validate(self, expression):
        feel.check(expression)

    def evaluate(self, task, expression, external_context=None):
        """`expression`: an Expression, or a string that some part of the library kept."""
        top = task.workflow.top_workflow
        ready = expression if isinstance(expression, Expression) else Expression(expression)
        extra = [external_context] if external_context else []
        return ready([*top.scopes_of(task), *extra], top.now, spent=top.computed)

    def execute(self, task, script, external_context=None):
        raise EngineError("此处不执行 Python。", code="closed")

    def call_service(self, task, **kwargs):
        raise EngineError("此处不执行 Python。", code="closed")


ENGINE = FeelEngine()
